package io.bitonic.core.config;

import java.util.List;
import java.util.regex.Pattern;

/** The parts of the program that have a level of their own in the log. */
public final class LogComponents {
  /** Packages of the engine. */
  public static final List<String> ENGINE =
      List.of(
          "bus", "choke", "config", "create", "dht", "disk", "filter", "hash", "http", "lsd", "net",
          "pex", "picker", "portmap", "proxy", "resume", "session", "swarm", "tracker", "util",
          "utp", "webseed");

  static final Pattern PATTERN =
      Pattern.compile(
          "(" + String.join("|", ENGINE) + "|tui|app)=(trace|debug|info|warn|error|off)");

  private LogComponents() {}
}

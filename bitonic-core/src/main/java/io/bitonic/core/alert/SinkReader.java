package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the sections of the sinks. */
final class SinkReader {
  private static final int MAX_ARGUMENTS = 100;
  private static final int MAX_HEADERS = 20;
  private static final Pattern HEADER =
      Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}: ?[\\x20-\\x7e]{0,2000}");
  private static final List<String> SET_BY_US =
      List.of("host", "content-length", "content-type", "connection", "upgrade", "expect");

  private final TomlReader top;
  private final Map<Sink, AlertSeverity> least = new EnumMap<>(AlertConfig.defaultLeast());
  private AlertConfig.Command command;
  private AlertConfig.Webhook webhook;

  SinkReader(TomlReader top) {
    this.top = top;
  }

  Map<Sink, AlertSeverity> least() {
    return least;
  }

  AlertConfig.Command command() {
    return command;
  }

  AlertConfig.Webhook webhook() {
    return webhook;
  }

  void read() {
    for (Sink s : List.of(Sink.DASHBOARD, Sink.LOG, Sink.BELL)) {
      TomlReader r = top.section(s.label());
      if (r != null) {
        r.allow(List.of("severity"));
        severity(r, s);
      }
    }
    TomlReader c = top.section("command");
    if (c != null) {
      c.allow(List.of("run", "severity", "timeout", "cleared"));
      command = command(c);
    }
    TomlReader w = top.section("webhook");
    if (w != null) {
      w.allow(List.of("url", "severity", "timeout", "tries", "headers", "cleared"));
      webhook = webhook(w);
    }
  }

  /** {@code off} turns a sink off. */
  private void severity(TomlReader r, Sink sink) {
    if ("off".equals(r.has("severity") ? r.parsed("severity", s -> s) : "")) {
      least.remove(sink);
      return;
    }
    least.put(sink, r.severity("severity", least.getOrDefault(sink, AlertSeverity.WARNING)));
  }

  private AlertConfig.Command command(TomlReader r) {
    List<String> run = r.texts("run", MAX_ARGUMENTS);
    if (run == null || run.isEmpty() || run.getFirst().isBlank()) {
      if (run != null || !r.has("run")) {
        r.problem(
            r.has("run") ? "run" : null, "name a program: run = [\"notify-send\", \"{message}\"]");
      }
      return null;
    }
    severity(r, Sink.COMMAND);
    long timeout = r.millis("timeout", 10_000, 100, 600_000);
    return new AlertConfig.Command(run, timeout, r.bool("cleared", true));
  }

  private AlertConfig.Webhook webhook(TomlReader r) {
    URI url = r.has("url") ? r.parsed("url", SinkReader::url) : null;
    if (url == null) {
      if (!r.has("url")) {
        r.problem(null, "webhook: name an address: url = \"https://…\"");
      }
      return null;
    }
    List<String> headers = r.texts("headers", MAX_HEADERS);
    headers = headers == null ? List.of() : headers;
    for (String h : headers) {
      String name = h.contains(":") ? h.substring(0, h.indexOf(':')) : "";
      if (!HEADER.matcher(h).matches()
          || SET_BY_US.contains(name.toLowerCase(java.util.Locale.ROOT))) {
        // The value may be a secret, and is not repeated.
        r.problem("headers", "'" + name + "' is no header that can be set; write \"Name: value\"");
        return null;
      }
    }
    severity(r, Sink.WEBHOOK);
    return new AlertConfig.Webhook(
        url,
        r.millis("timeout", 10_000, 100, 60_000),
        r.integer("tries", 3, 1, 10),
        headers,
        r.bool("cleared", true));
  }

  private static URI url(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no address; write https://host/path", e);
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "wants http(s)://host/path, without a user; put a token into headers");
    }
    return uri;
  }
}

package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules that are in force without a file. */
public final class DefaultRules {
  private static final Map<String, AlertRule> ALL = new LinkedHashMap<>();

  static {
    put(
        "disk-low",
        "disk.free_percent < 5 for 60s",
        ">= 7",
        AlertSeverity.WARNING,
        "{value} of the disk is free; make room, or move torrents to another");
    put(
        "disk-full",
        "disk.free < 1GiB for 10s",
        ">= 2GiB",
        AlertSeverity.CRITICAL,
        "only {value} are free on the disk; downloads are about to stop");
    put(
        "interface-down",
        "network.online == no for 10s",
        "",
        AlertSeverity.CRITICAL,
        "the interface that traffic is bound to is gone, and all traffic has stopped");
    put(
        "no-port",
        "network.listening == no for 60s",
        "",
        AlertSeverity.CRITICAL,
        "there is no port that peers can call; another program may have it");
    put(
        "not-reachable",
        "network.no_incoming > 2h",
        "< 1m",
        AlertSeverity.INFO,
        "no peer has called us for {value}; forward the port at the router or firewall");
    put(
        "dht-lost",
        "dht.nodes < 1 for 10m",
        ">= 4",
        AlertSeverity.WARNING,
        "no DHT node answers; UDP may be blocked (discovery.dht = false turns the DHT off)");
    put(
        "tracker-failing",
        "tracker.failing > 1h",
        "",
        AlertSeverity.WARNING,
        "tracker {subject} has not answered for {value}");
    put(
        "hash-failures",
        "increase(pieces.failed, 10m) >= 5",
        "== 0",
        AlertSeverity.WARNING,
        "{value} pieces came in damaged within ten minutes; a peer, the memory or the disk is bad");
    put(
        "torrent-stuck",
        "torrent.stalled > 1h",
        "",
        AlertSeverity.WARNING,
        "{subject} has received nothing for {value}");
    put(
        "torrent-error",
        "torrent.error == yes",
        "",
        AlertSeverity.CRITICAL,
        "{subject} was stopped by an error");
    put(
        "events-dropped",
        "increase(events.dropped, 10m) > 0",
        "",
        AlertSeverity.INFO,
        "{value} events came too fast and were lost; what you see may miss some");
    put(
        "memory-low",
        "memory.heap_percent > 95 for 60s",
        "< 90",
        AlertSeverity.WARNING,
        "{value} of the heap is in use; give it more with JAVA_TOOL_OPTIONS=-Xmx1g");
  }

  private DefaultRules() {}

  /**
   * @param clear empty: the opposite
   */
  private static void put(
      String name, String when, String clear, AlertSeverity severity, String message) {
    AlertCondition c = AlertCondition.parse(when);
    AlertCondition end = clear.isEmpty() ? c.opposite() : c.clear(clear);
    ALL.put(
        name,
        new AlertRule(name, c, end, severity, message, true, EnumSet.allOf(Sink.class), true));
  }

  /** By their names, in order. */
  public static Map<String, AlertRule> all() {
    return java.util.Collections.unmodifiableMap(ALL);
  }
}

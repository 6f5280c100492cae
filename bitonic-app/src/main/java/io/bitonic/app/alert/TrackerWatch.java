package io.bitonic.app.alert;

import io.bitonic.core.alert.AlertSample;
import io.bitonic.core.api.EngineEvent;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which hosts of trackers do not answer, and since when, from the engine's events. Only hosts are
 * kept: an announce URL may have a secret in it. Not thread-safe.
 */
final class TrackerWatch {
  private static final int MAX_HOSTS = 1_000;

  /** A tracker that nobody has asked for so long is not waited for. */
  private static final long FORGET_MILLIS = 3 * 3_600_000L;

  private static final class Host {
    final long since;
    long last;
    final Set<String> torrents = new HashSet<>();

    Host(long since) {
      this.since = since;
    }
  }

  private final Map<String, Host> hosts = new HashMap<>();

  void event(EngineEvent event, long elapsedMillis) {
    switch (event) {
      case EngineEvent.TrackerFailed e -> failed(e, elapsedMillis);
      case EngineEvent.TrackerWorking e -> hosts.remove(host(e.url()));
      case EngineEvent.TorrentRemoved e -> {
        hosts.values().forEach(h -> h.torrents.remove(e.id()));
        hosts.values().removeIf(h -> h.torrents.isEmpty());
      }
      default -> {
        // Says nothing of trackers.
      }
    }
  }

  private void failed(EngineEvent.TrackerFailed e, long now) {
    String name = host(e.url());
    Host h = hosts.get(name);
    if (h == null) {
      if (hosts.size() >= MAX_HOSTS || name.isEmpty()) {
        return;
      }
      h = new Host(now);
      hosts.put(name, h);
    }
    h.last = now;
    h.torrents.add(e.id());
  }

  private static String host(String url) {
    try {
      String host = URI.create(url).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  int failing() {
    return hosts.size();
  }

  /** Seconds for each host. */
  void each(long now, AlertSample.Visitor visitor) {
    hosts.values().removeIf(h -> now - h.last > FORGET_MILLIS);
    hosts.forEach((name, h) -> visitor.value(name, name, (now - h.since) / 1000.0));
  }
}

package io.bitonic.core.alert;

import static io.bitonic.core.alert.Metric.Scope.ALL;
import static io.bitonic.core.alert.Metric.Scope.TORRENT;
import static io.bitonic.core.alert.Metric.Scope.TRACKER;
import static io.bitonic.core.alert.MetricUnit.BYTES;
import static io.bitonic.core.alert.MetricUnit.BYTES_PER_SECOND;
import static io.bitonic.core.alert.MetricUnit.COUNT;
import static io.bitonic.core.alert.MetricUnit.PERCENT;
import static io.bitonic.core.alert.MetricUnit.RATIO;
import static io.bitonic.core.alert.MetricUnit.SECONDS;
import static io.bitonic.core.alert.MetricUnit.YES_NO;

import io.bitonic.core.config.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All metrics that rules can name. */
public final class Metrics {
  private static final Map<String, Metric> BY_NAME = new LinkedHashMap<>();

  static {
    put("disk.free", BYTES, "free in the save folder that has the least");
    put("disk.free_percent", PERCENT, "the same as a share of its disk");
    put("disk.queue", COUNT, "jobs that wait for the disk");
    put("hash.queue", COUNT, "pieces that wait to be hashed");
    put("buffer.used_percent", PERCENT, "memory for pieces that is in use");
    put("download.rate", BYTES_PER_SECOND, "payload received");
    put("upload.rate", BYTES_PER_SECOND, "payload sent");
    count("download.total", BYTES, "payload received since the start");
    count("upload.total", BYTES, "payload sent since the start");
    count("wasted.total", BYTES, "payload received in vain since the start");
    put("wasted.percent", PERCENT, "share of the payload received that was in vain");
    count("pieces.passed", COUNT, "downloaded pieces whose hash was right");
    count("pieces.failed", COUNT, "downloaded pieces whose hash was wrong");
    put("request.latency", SECONDS, "from a request for a block to its last byte, median");
    put("requests.outstanding", COUNT, "requests for blocks that are not answered yet");
    put("requests.queued", COUNT, "requests of peers that wait for us");
    put("loop.turn", SECONDS, "turns of the event loops, the longest hundredth begins here");
    put("peers.connected", COUNT, "connected peers");
    put("peers.connecting", COUNT, "connection attempts under way");
    put("peers.incoming", COUNT, "peers that have called us");
    put("peers.outgoing", COUNT, "peers that we have called");
    put("peers.snubbed", COUNT, "peers that owe us blocks and send none");
    count("peers.banned", COUNT, "peers banned since the start");
    put("torrents.count", COUNT, "all torrents");
    put("torrents.downloading", COUNT, "torrents that download");
    put("torrents.seeding", COUNT, "torrents that are complete and upload");
    put("torrents.paused", COUNT, "paused torrents");
    put("torrents.error", COUNT, "torrents stopped by an error");
    put("torrents.waiting", COUNT, "torrents that can't move now, such as on a full disk");
    put("torrents.stalled", COUNT, "torrents that have wanted data for 5 minutes and got none");
    count("announces.ok", COUNT, "announces that trackers have answered");
    count("announces.failed", COUNT, "announces that have failed");
    put("trackers.failing", COUNT, "hosts of trackers that do not answer");
    put("dht.nodes", COUNT, "DHT nodes that answer; unknown while the DHT is off");
    put("network.online", YES_NO, "whether the interface that traffic is bound to is there");
    put("network.listening", YES_NO, "whether there is a port that peers can call");
    put("network.port_mapped", YES_NO, "whether the router forwards it; unknown without an answer");
    put("network.no_incoming", SECONDS, "how long nobody has called us though we have peers");
    count("events.dropped", COUNT, "events that were lost because they came too fast");
    put("memory.heap_percent", PERCENT, "heap in use");
    put("process.cpu_percent", PERCENT, "processor time; 100 is one processor");
    put("process.open_files_percent", PERCENT, "open files, of as many as are allowed");
    each(TORRENT, "torrent.stalled", SECONDS, "how long it has wanted data and got none");
    each(TORRENT, "torrent.waiting", SECONDS, "how long it has not been able to move");
    each(TORRENT, "torrent.error", YES_NO, "whether an error has stopped it");
    each(TORRENT, "torrent.progress", PERCENT, "verified part of the chosen files");
    each(TORRENT, "torrent.download_rate", BYTES_PER_SECOND, "payload received");
    each(TORRENT, "torrent.upload_rate", BYTES_PER_SECOND, "payload sent");
    each(TORRENT, "torrent.ratio", RATIO, "uploaded, by what it has downloaded");
    each(TORRENT, "torrent.peers", COUNT, "connected peers");
    each(TORRENT, "torrent.seeds", COUNT, "connected peers that have everything");
    each(TORRENT, "torrent.availability", RATIO, "copies among the connected peers");
    each(TRACKER, "tracker.failing", SECONDS, "how long it has not answered any torrent");
  }

  private Metrics() {}

  private static void put(String name, MetricUnit unit, String text) {
    BY_NAME.put(name, new Metric(name, unit, ALL, false, text));
  }

  private static void count(String name, MetricUnit unit, String text) {
    BY_NAME.put(name, new Metric(name, unit, ALL, true, text));
  }

  private static void each(Metric.Scope scope, String name, MetricUnit unit, String text) {
    BY_NAME.put(name, new Metric(name, unit, scope, false, text));
  }

  /** All, in the order of the documentation. */
  public static List<Metric> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** Null when there is none. */
  public static Metric find(String name) {
    return BY_NAME.get(name);
  }

  /**
   * @throws IllegalArgumentException that names the nearest one
   */
  static Metric require(String name) {
    Metric m = find(name);
    if (m == null) {
      String near = Nearest.of(name, new ArrayList<>(BY_NAME.keySet()));
      throw new IllegalArgumentException(
          "there is no metric "
              + name
              + (near == null ? "; 'alerts metrics' lists all" : "; do you mean " + near + "?"));
    }
    return m;
  }
}

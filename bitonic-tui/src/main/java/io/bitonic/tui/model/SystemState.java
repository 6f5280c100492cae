package io.bitonic.tui.model;

import io.bitonic.core.api.Distribution;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the system page shows: what the engine has counted, as rates and times of the last seconds,
 * and how they were before. Owned by the UI thread; lives as long as the page is open.
 */
public final class SystemState {
  /** Times in words are those of so many looks: a single one has too few. */
  private static final int WINDOW = 10;

  /**
   * How often something happened and how long it took.
   *
   * @param perSecond in the last seconds
   * @param median seconds, NaN when it has never happened
   * @param p99 seconds that one in a hundred was above
   * @param recent whether the times are those of the last seconds; otherwise of the whole run
   */
  public record Timing(double perSecond, double median, double p99, boolean recent) {
    static final Timing NONE = new Timing(0, Double.NaN, Double.NaN, false);

    static Timing of(Distribution now, Distribution before, double seconds) {
      Distribution d = now.since(before);
      boolean recent = before != null && d.count() > 0;
      Distribution shown = recent ? d : now;
      double rate = before == null ? 0 : d.count() / seconds;
      return new Timing(rate, shown.quantile(0.5), shown.quantile(0.99), recent);
    }
  }

  /** An event loop: {@code busy} is the part of the time it had something to do, 0 to 1. */
  public record LoopLoad(double busy, Timing turns) {}

  /** Rates of the DHT, per second. */
  public record DhtRates(double queriesIn, double queriesOut, double bytesIn, double bytesOut) {}

  private record Look(EngineStats stats, ProcessLook process, long nanos) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  public final History requestMedian = new History();
  public final History requestP99 = new History();
  public final History diskQueue = new History();
  public final History hashQueue = new History();
  public final History sendQueue = new History();
  public final History asked = new History();
  public final History events = new History();
  public final History buffers = new History();
  public final History busy = new History();
  public final History writes = new History();
  public final History reads = new History();
  public final History cpu = new History();
  public final History heap = new History();
  public final History peers = new History();
  public final History dhtNodes = new History();

  private Timing requests = Timing.NONE;
  private Timing diskReads = Timing.NONE;
  private Timing diskWrites = Timing.NONE;
  private Timing diskSyncs = Timing.NONE;
  private List<LoopLoad> loops = List.of();
  private DhtRates dht = new DhtRates(0, 0, 0, 0);
  private double cpuPercent = Double.NaN;
  private double gcPercent;

  /**
   * Takes a look at the engine.
   *
   * @param nanos when it was taken, of a clock that never goes back
   */
  public void take(EngineSnapshot engine, EngineStats s, ProcessLook p, long nanos) {
    Look last = looks.peekLast();
    Look first = looks.peekFirst();
    times(s, first, seconds(first, nanos));
    process(p, last, seconds(last, nanos));
    queues(engine, s);
    histories(s, last, seconds(last, nanos));
    looks.addLast(new Look(s, p, nanos));
    if (looks.size() > WINDOW) {
      looks.removeFirst();
    }
  }

  private static double seconds(Look since, long nanos) {
    return since == null ? 1 : Math.max(1e-3, (nanos - since.nanos) / 1e9);
  }

  private void times(EngineStats s, Look since, double seconds) {
    EngineStats b = since == null ? null : since.stats;
    requests = Timing.of(s.requestLatency(), b == null ? null : b.requestLatency(), seconds);
    diskReads = Timing.of(s.disk().reads(), b == null ? null : b.disk().reads(), seconds);
    diskWrites = Timing.of(s.disk().writes(), b == null ? null : b.disk().writes(), seconds);
    diskSyncs = Timing.of(s.disk().syncs(), b == null ? null : b.disk().syncs(), seconds);
    List<LoopLoad> loads = new ArrayList<>();
    for (int i = 0; i < s.loopTurns().size(); i++) {
      Distribution before = b == null ? null : b.loopTurns().get(i);
      Distribution now = s.loopTurns().get(i);
      double part = before == null ? 0 : Math.clamp(now.since(before).sum() / seconds, 0, 1);
      loads.add(new LoopLoad(part, Timing.of(now, before, seconds)));
    }
    loops = List.copyOf(loads);
    EngineStats.DhtCounts d = s.dht();
    EngineStats.DhtCounts e = b == null ? d : b.dht();
    dht =
        d == null || e == null
            ? new DhtRates(0, 0, 0, 0)
            : new DhtRates(
                rate(d.queriesIn(), e.queriesIn(), seconds),
                rate(d.queriesOut(), e.queriesOut(), seconds),
                rate(d.bytesIn(), e.bytesIn(), seconds),
                rate(d.bytesOut(), e.bytesOut(), seconds));
  }

  /** Not negative: a DHT that was turned off and on counts from the beginning. */
  private static double rate(long now, long before, double seconds) {
    return Math.max(0, now - before) / seconds;
  }

  private void process(ProcessLook p, Look last, double seconds) {
    if (last != null && p.cpuNanos() >= 0) {
      cpuPercent = (p.cpuNanos() - last.process.cpuNanos()) / 1e7 / seconds;
      gcPercent = (p.gcMillis() - last.process.gcMillis()) / 10.0 / seconds;
    }
    cpu.add(cpuPercent);
    heap.add(p.heapUsed());
  }

  private void queues(EngineSnapshot engine, EngineStats s) {
    diskQueue.add(engine.diskQueue());
    hashQueue.add(engine.hashQueue());
    sendQueue.add(s.peers().queued());
    asked.add(s.peers().outstanding());
    events.add(s.eventsWaiting());
    buffers.add(engine.bufferBytes());
    peers.add(engine.peers());
    dhtNodes.add(Math.max(0, engine.dhtNodes()));
  }

  private void histories(EngineStats s, Look last, double seconds) {
    if (last == null) {
      return;
    }
    Distribution d = s.requestLatency().since(last.stats.requestLatency());
    requestMedian.add(d.quantile(0.5));
    requestP99.add(d.quantile(0.99));
    double most = 0;
    for (int i = 0; i < s.loopTurns().size(); i++) {
      double sum = s.loopTurns().get(i).since(last.stats.loopTurns().get(i)).sum();
      most = Math.max(most, Math.min(1, sum / seconds));
    }
    busy.add(most);
    writes.add(s.disk().writes().since(last.stats.disk().writes()).count() / seconds);
    reads.add(s.disk().reads().since(last.stats.disk().reads()).count() / seconds);
  }

  /** The last look, or null before the first. */
  public EngineStats stats() {
    return looks.isEmpty() ? null : looks.peekLast().stats;
  }

  /** The process at the last look, or null before the first. */
  public ProcessLook process() {
    return looks.isEmpty() ? null : looks.peekLast().process;
  }

  /** From a request for a block to its last byte. */
  public Timing requests() {
    return requests;
  }

  public Timing diskReads() {
    return diskReads;
  }

  public Timing diskWrites() {
    return diskWrites;
  }

  public Timing diskSyncs() {
    return diskSyncs;
  }

  public List<LoopLoad> loops() {
    return loops;
  }

  public DhtRates dht() {
    return dht;
  }

  /** 100 is one processor; NaN when not known yet. */
  public double cpuPercent() {
    return cpuPercent;
  }

  /** Part of the last second that went into collections, 0 to 100. */
  public double gcPercent() {
    return gcPercent;
  }
}

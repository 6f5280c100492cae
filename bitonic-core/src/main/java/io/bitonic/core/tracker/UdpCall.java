package io.bitonic.core.tracker;

import io.bitonic.core.metrics.AnnounceOutcome;
import io.bitonic.core.net.Loop;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One call to a UDP tracker: connect unless an id is at hand, then the request, both sent again
 * after 15 · 2ⁿ s (BEP 15) until the call's time is over. The first address has a second's start
 * before the others are tried too; the first to answer is used. Loop thread only.
 */
final class UdpCall<T> implements Answer<List<InetSocketAddress>> {
  private static final long FIRST_WAIT = TimeUnit.SECONDS.toNanos(15);
  private static final long HEAD_START = TimeUnit.SECONDS.toNanos(1);

  private final UdpTrackers trackers;
  private final TrackerUrl url;
  private final int totalMillis;
  private final UdpTrackers.Exchange<T> exchange;
  private final Answer<T> answer;
  private final List<UdpTrackers.Transaction> open = new ArrayList<>();

  private List<InetSocketAddress> addresses = List.of();
  private boolean cachedId;
  private int sends;
  private Loop.Timer deadline;
  private Loop.Timer retry;

  UdpCall(
      UdpTrackers trackers,
      TrackerUrl url,
      int totalMillis,
      UdpTrackers.Exchange<T> exchange,
      Answer<T> answer) {
    this.trackers = trackers;
    this.url = url;
    this.totalMillis = totalMillis;
    this.exchange = exchange;
    this.answer = answer;
  }

  void start() {
    String text = "%s: no answer in %d s".formatted(url.hostAndPort(), totalMillis / 1000);
    deadline = after(total(), () -> failWith(new TrackerException(AnnounceOutcome.TIMEOUT, text)));
  }

  /** The host's addresses are known. */
  @Override
  public void ok(List<InetSocketAddress> found) {
    if (deadline == null) {
      return;
    }
    addresses = found;
    for (InetSocketAddress a : addresses) {
      if (trackers.connection(a) != null) {
        cachedId = true;
        request(a);
        return;
      }
    }
    connect();
  }

  /** The host has no address. */
  @Override
  public void failed(TrackerException reason) {
    failWith(reason);
  }

  void answered(UdpTrackers.Transaction t, InetSocketAddress from, ByteBuffer data) {
    try {
      if (t.action() == UdpPackets.CONNECT) {
        trackers.connected(t.to(), UdpPackets.connectionId(data));
        cachedId = false;
        request(t.to());
      } else {
        T value = exchange.answer(data, from.getAddress() instanceof Inet6Address);
        finish(() -> answer.ok(value));
      }
    } catch (TrackerException e) {
      failWith(e);
    }
  }

  void refused(UdpTrackers.Transaction t, TrackerException reason) {
    trackers.forget(t.to());
    if (cachedId) {
      // The tracker may have restarted and not know the id any more.
      connect();
    } else {
      failWith(reason);
    }
  }

  private void connect() {
    cachedId = false;
    restart();
    boolean sent = connect(addresses.getFirst());
    if (addresses.size() == 1) {
      retryAfter(sent);
    } else if (sent && HEAD_START < total() / 4) {
      retry = after(HEAD_START, this::connectToOthers);
    } else {
      connectToOthers();
    }
  }

  private boolean connect(InetSocketAddress to) {
    return send(openTransaction(UdpPackets.CONNECT, to));
  }

  private void connectToOthers() {
    boolean sent = false;
    for (InetSocketAddress a : addresses.subList(1, addresses.size())) {
      sent |= connect(a);
    }
    retryAfter(sent || open.size() > 1);
  }

  private void request(InetSocketAddress to) {
    restart();
    retryAfter(send(openTransaction(exchange.action(), to)));
  }

  private void sendAgain() {
    UdpTrackers.Transaction first = open.getFirst();
    boolean requesting = first.action() != UdpPackets.CONNECT;
    if (requesting && (cachedId || trackers.connection(first.to()) == null)) {
      connect();
      return;
    }
    boolean sent = false;
    for (UdpTrackers.Transaction t : open) {
      sent |= send(t);
    }
    retryAfter(sent);
  }

  private boolean send(UdpTrackers.Transaction t) {
    ByteBuffer data =
        t.action() == UdpPackets.CONNECT
            ? UdpPackets.connect(t.id())
            : exchange.request(trackers.connection(t.to()), t.id());
    return trackers.send(data, t.to());
  }

  // What our own socket dropped is no sign of a slow tracker and goes out again soon.
  private void retryAfter(boolean sent) {
    long wait = HEAD_START;
    if (sent) {
      wait = Math.min(FIRST_WAIT, total() / 2) << Math.min(sends, 8);
      sends++;
    }
    retry = after(wait, this::sendAgain);
  }

  private UdpTrackers.Transaction openTransaction(int action, InetSocketAddress to) {
    UdpTrackers.Transaction t = trackers.open(action, to, this);
    open.add(t);
    return t;
  }

  private void restart() {
    closeTransactions();
    sends = 0;
    if (retry != null) {
      retry.cancel();
    }
  }

  private void closeTransactions() {
    open.forEach(trackers::close);
    open.clear();
  }

  private long total() {
    return TimeUnit.MILLISECONDS.toNanos(totalMillis);
  }

  private Loop.Timer after(long nanos, Runnable task) {
    return trackers.loop.schedule(nanos, task);
  }

  private void failWith(TrackerException reason) {
    finish(() -> answer.failed(reason));
  }

  private void finish(Runnable report) {
    if (trackers.end(this)) {
      drop();
      trackers.leave();
      report.run();
    }
  }

  /** Ends the call without an answer. */
  void drop() {
    trackers.end(this);
    closeTransactions();
    deadline.cancel();
    deadline = null;
    if (retry != null) {
      retry.cancel();
    }
  }
}

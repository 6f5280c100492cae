package io.bitonic.core.dht;

import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Failure;
import io.bitonic.core.krpc.Message;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.net.Loop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Our queries under way. An answer counts only when it repeats the random transaction id and comes
 * from the address that was asked. Loop thread only.
 */
final class Calls {
  /** Hears how a query ends: {@link #slow} perhaps, then one of the others. */
  interface Answer {
    void answered(Response response);

    /** No answer yet after a second: it may still come. */
    default void slow() {}

    /** An error, or no answer in 6 seconds. */
    void failed();
  }

  private static final long SOFT = TimeUnit.SECONDS.toNanos(1);
  private static final long HARD = TimeUnit.SECONDS.toNanos(6);

  /** Queries under way at most; lookups of that many could not be answered anyway. */
  private static final int MAX = 4096;

  private final class Call {
    final int id;
    final Endpoint to;
    final Answer answer;
    Loop.Timer timer;

    Call(int id, Endpoint to, Answer answer) {
      this.id = id;
      this.to = to;
      this.answer = answer;
      timer = loop.schedule(SOFT, this::soft);
    }

    void soft() {
      timer = loop.schedule(HARD - SOFT, this::hard);
      answer.slow();
    }

    void hard() {
      timedOut++;
      calls.remove(id);
      answer.failed();
    }
  }

  private final Loop loop;
  private final RandomGenerator random;
  private final Map<Integer, Call> calls = new HashMap<>();
  private long answered;
  private long refused;
  private long timedOut;

  Calls(Loop loop, RandomGenerator random) {
    this.loop = loop;
    this.random = random;
  }

  /** Notes a query that is about to be sent; null when too many are under way. */
  byte[] open(Endpoint to, Answer answer) {
    if (calls.size() >= MAX) {
      return null;
    }
    int id = random.nextInt();
    while (calls.containsKey(id)) {
      id = random.nextInt();
    }
    calls.put(id, new Call(id, to, answer));
    return ByteBuffer.allocate(4).putInt(id).array();
  }

  /** Whether the message answers one of our queries; if so, it has been delivered. */
  boolean close(Endpoint from, Message message) {
    byte[] t = message.transaction();
    if (t.length != 4) {
      return false;
    }
    int id = ByteBuffer.wrap(t).getInt();
    Call call = calls.get(id);
    if (call == null || !call.to.equals(from)) {
      return false;
    }
    calls.remove(id);
    call.timer.cancel();
    switch (message) {
      case Response r -> {
        answered++;
        call.answer.answered(r);
      }
      case Failure _ -> {
        refused++;
        call.answer.failed();
      }
      default -> throw new IllegalArgumentException("a query is no answer");
    }
    return true;
  }

  /** Queries answered so far. */
  long answered() {
    return answered;
  }

  /** Queries answered by an error so far. */
  long refused() {
    return refused;
  }

  /** Queries without an answer so far. */
  long timedOut() {
    return timedOut;
  }

  int size() {
    return calls.size();
  }

  /** Forgets all; nobody is told. */
  void clear() {
    List<Call> all = new ArrayList<>(calls.values());
    calls.clear();
    all.forEach(c -> c.timer.cancel());
  }
}

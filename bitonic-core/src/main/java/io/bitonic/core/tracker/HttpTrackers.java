package io.bitonic.core.tracker;

import io.bitonic.core.metrics.AnnounceOutcome;
import io.bitonic.core.net.Loop;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Calls to HTTP and HTTPS trackers. The loop owns this object; each call blocks on a thread of its
 * own, which decodes the answer too and posts the outcome to the loop. A timer on the loop ends a
 * call that takes too long, whatever its thread is doing.
 *
 * <p>Platform threads, {@link #MAX_CALLS} at most: a virtual thread that has waited for a socket
 * leaves a poller behind in the kernel, and for that the JVM waits 0.3 s when it exits.
 */
final class HttpTrackers {
  /** Turns a body into a value, on the thread of the call. */
  interface Decoder<T> {
    T decode(byte[] body) throws TrackerException;
  }

  static final int MAX_CALLS = 50;

  private final Loop loop;
  private final HttpFetch.Config config;
  private final Gate gate = new Gate(MAX_CALLS);
  private final Set<Call<?>> calls = new HashSet<>();

  HttpTrackers(Loop loop, HttpFetch.Config config) {
    this.loop = loop;
    this.config = config;
  }

  /**
   * @param totalMillis for the whole call, redirects included; time in the queue does not count
   */
  <T> void get(
      TrackerUrl url, int totalMillis, boolean urgent, Decoder<T> decoder, Answer<T> answer) {
    gate.enter(urgent, () -> new Call<>(url, totalMillis, decoder, answer).start());
  }

  void abort(TrackerException why) {
    Set.copyOf(calls).forEach(c -> c.fail(why));
  }

  void close() {
    gate.clear();
    Set.copyOf(calls).forEach(Call::drop);
  }

  private final class Call<T> {
    private final TrackerUrl url;
    private final int totalMillis;
    private final Decoder<T> decoder;
    private final Answer<T> answer;
    private final HttpFetch fetch;
    private Loop.Timer deadline;

    Call(TrackerUrl url, int totalMillis, Decoder<T> decoder, Answer<T> answer) {
      this.url = url;
      this.totalMillis = totalMillis;
      this.decoder = decoder;
      this.answer = answer;
      this.fetch = new HttpFetch(config, totalMillis);
    }

    void start() {
      calls.add(this);
      deadline = loop.schedule(TimeUnit.MILLISECONDS.toNanos(totalMillis), this::timedOut);
      Thread.ofPlatform().daemon().name("tracker " + url.host()).start(this::run);
    }

    // On the thread of the call.
    private void run() {
      try {
        T value = decode(fetch.get(url));
        loop.execute(() -> finish(() -> answer.ok(value)));
      } catch (TrackerException e) {
        loop.execute(() -> finish(() -> answer.failed(e)));
      } catch (RuntimeException e) {
        // A bug of ours; the list of trackers must not wait for ever because of it.
        TrackerException reason = new TrackerException("internal error: " + e);
        loop.execute(() -> finish(() -> answer.failed(reason)));
      }
    }

    private T decode(HttpReply reply) throws TrackerException {
      if (reply.status() == 200) {
        return decoder.decode(reply.body());
      }
      String status = "HTTP status " + reply.status();
      if (reply.body().length > 0 && reply.body()[0] == 'd') {
        // Some trackers explain an error status by a bencoded reason.
        decoder.decode(reply.body());
      }
      throw TrackerException.refused(status, reply.retryAfterSeconds());
    }

    private void timedOut() {
      String text = "no complete answer from %s in %d s";
      finish(
          () ->
              answer.failed(
                  new TrackerException(
                      AnnounceOutcome.TIMEOUT,
                      text.formatted(url.hostAndPort(), totalMillis / 1000))));
    }

    void fail(TrackerException why) {
      finish(() -> answer.failed(why));
    }

    private void finish(Runnable report) {
      if (calls.contains(this)) {
        drop();
        gate.leave();
        report.run();
      }
    }

    void drop() {
      calls.remove(this);
      deadline.cancel();
      fetch.abort();
    }
  }
}

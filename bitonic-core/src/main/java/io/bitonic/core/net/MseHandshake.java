package io.bitonic.core.net;

import io.bitonic.core.mse.MseNegotiation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs an MSE negotiation over a connected link. Loop thread only; the exponentiations run on an
 * executor, during which the negotiation is nobody else's. Who waits sets the time limit, and calls
 * {@link #close} when it is over.
 */
public final class MseHandshake implements Link.Handler {
  /** Who waits for the end; exactly one of both comes, unless {@link #close} was called before. */
  public interface Owner {
    /** Nothing behind the handshake has been read; the link's handler is still to be set. */
    void agreed();

    /** The link is closed. */
    void failed(String why);
  }

  private final Loop loop;
  private final Link link;
  private final MseNegotiation negotiation;
  private final Executor worker;
  private final Owner owner;
  private boolean working;
  private boolean ended;

  /**
   * @param worker where exponentiations run; it should take few at a time and refuse too many
   */
  public MseHandshake(
      Loop loop, Link link, MseNegotiation negotiation, Executor worker, Owner owner) {
    this.loop = loop;
    this.link = link;
    this.negotiation = negotiation;
    this.worker = worker;
    this.owner = owner;
  }

  /**
   * Begins.
   *
   * @param first bytes that have been read already, at most 96
   */
  public void start(ByteBuffer first) {
    link.handler(this);
    try {
      while (first.hasRemaining()) {
        ByteBuffer space = negotiation.space();
        int n = Math.min(first.remaining(), space.remaining());
        space.put(first.slice(first.position(), n));
        first.position(first.position() + n);
        negotiation.received();
      }
      advance();
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  private void advance() throws IOException {
    while (!ended) {
      if (negotiation.hasWork()) {
        submit();
        return;
      }
      send();
      if (negotiation.isDone()) {
        if (negotiation.output().position() == 0) {
          end();
          owner.agreed();
        }
        return;
      }
      int n = link.read(negotiation.space());
      if (n < 0) {
        throw new IOException("closed during the encrypted handshake");
      }
      if (n == 0) {
        return;
      }
      negotiation.received();
    }
  }

  private void send() throws IOException {
    ByteBuffer out = negotiation.output();
    if (out.position() > 0) {
      out.flip();
      link.write(out);
      out.compact();
    }
    link.wantWrite(out.position() > 0);
  }

  private void submit() {
    working = true;
    // Until the result is there, bytes may wait in the socket.
    link.wantRead(false);
    try {
      worker.execute(
          () -> {
            negotiation.work();
            loop.execute(this::worked);
          });
    } catch (RejectedExecutionException e) {
      fail("too many encrypted handshakes at once");
    }
  }

  private void worked() {
    working = false;
    if (ended) {
      return;
    }
    link.wantRead(true);
    try {
      negotiation.worked();
      advance();
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  @Override
  public void connected() {
    // It is from the start.
  }

  @Override
  public void readable() {
    event();
  }

  @Override
  public void writable() {
    event();
  }

  private void event() {
    if (ended || working) {
      return;
    }
    try {
      advance();
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  @Override
  public void closed(IOException cause) {
    fail(cause == null ? "closed during the encrypted handshake" : cause.getMessage());
  }

  private void fail(String why) {
    if (!ended) {
      close();
      owner.failed(why);
    }
  }

  private void end() {
    ended = true;
    link.wantWrite(false);
  }

  /** Gives up; the owner hears nothing more. */
  public void close() {
    ended = true;
    link.close();
  }
}

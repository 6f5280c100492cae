package io.bitonic.core.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer as a stream that ends where the body does, whether that is said by its
 * length, by chunks or by the end of the connection. What follows belongs to the next answer.
 */
public final class HttpBody extends InputStream {
  private final InputStream in;
  private final HttpHead.Lines lines;
  private final boolean chunked;
  private final boolean toEnd;
  private long left;
  private boolean begun;
  private boolean ended;

  public HttpBody(HttpHead head, InputStream in) {
    this.in = in;
    this.lines = new HttpHead.Lines(in);
    boolean none = head.hasNoBody();
    this.chunked = !none && head.chunked();
    this.toEnd = !none && !chunked && head.contentLength() < 0;
    this.left = none || chunked ? 0 : Math.max(0, head.contentLength());
    this.ended = none || !chunked && !toEnd && left == 0;
  }

  /** Whether the body has been read whole. */
  public boolean isEnded() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws HttpException when the connection ends before the body
   */
  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    int n = in.read(to, offset, toEnd ? length : (int) Math.min(length, left));
    if (n < 0) {
      if (toEnd) {
        ended = true;
        return -1;
      }
      throw new HttpException("connection closed in the middle of an HTTP answer");
    }
    if (!toEnd) {
      left -= n;
      ended = !chunked && left == 0;
    }
    return n;
  }

  private void nextChunk() throws IOException {
    if (begun && !lines.next().isEmpty()) {
      throw new HttpException("malformed chunk in an HTTP answer");
    }
    begun = true;
    String line = lines.next();
    int extension = line.indexOf(';');
    left = HttpHead.number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    if (left == 0) {
      ended = true;
      skipTrailers();
    }
  }

  // They tell nothing that we need, and some servers close without them.
  private void skipTrailers() throws IOException {
    try {
      String line = lines.next();
      while (!line.isEmpty()) {
        line = lines.next();
      }
    } catch (HttpException e) {
      in.close();
    }
  }

  @Override
  public int available() throws IOException {
    return ended ? 0 : toEnd ? in.available() : (int) Math.min(left, in.available());
  }
}

package io.bitonic.core.tracker;

import io.bitonic.core.http.HttpBody;
import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.HttpHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/**
 * One HTTP/1.x answer of a tracker, read with every length counted as it is read.
 *
 * @param location the Location header, or null
 * @param retryAfterSeconds the Retry-After header when it is a number of seconds
 * @param body decoded, at most {@link #MAX_BODY} bytes
 */
record HttpReply(int status, String location, OptionalLong retryAfterSeconds, byte[] body) {
  /** Bytes of body accepted, both as sent and after decompression. */
  static final int MAX_BODY = 1 << 20;

  boolean isRedirect() {
    return location != null
        && switch (status) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
  }

  /** Reads one answer to a GET request. */
  static HttpReply read(InputStream in) throws IOException, TrackerException {
    try {
      HttpHead head = HttpHead.read(in);
      // Where a redirect leads is all that matters of it.
      boolean redirect = head.location() != null && head.status() / 100 == 3;
      byte[] body = redirect ? new byte[0] : body(head, in);
      return new HttpReply(head.status(), head.location(), head.retryAfterSeconds(), body);
    } catch (HttpException e) {
      throw new TrackerException(e.getMessage());
    }
  }

  private static byte[] body(HttpHead head, InputStream in) throws IOException, TrackerException {
    if (head.contentLength() > MAX_BODY) {
      throw tooLong();
    }
    byte[] sent = bounded(new HttpBody(head, in));
    return switch (head.encoding()) {
      case "", "identity" -> sent;
      case "gzip", "x-gzip" -> gunzip(sent);
      default ->
          throw new TrackerException("HTTP content encoding is not supported: " + head.encoding());
    };
  }

  private static byte[] bounded(InputStream from) throws IOException, TrackerException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      if (n > MAX_BODY - out.size()) {
        throw tooLong();
      }
      out.write(buffer, 0, n);
    }
    return out.toByteArray();
  }

  private static byte[] gunzip(byte[] packed) throws TrackerException {
    try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return bounded(gzip);
    } catch (IOException e) {
      throw new TrackerException("malformed gzip in an HTTP answer");
    }
  }

  private static TrackerException tooLong() {
    return new TrackerException("an answer of more than " + MAX_BODY + " bytes");
  }
}

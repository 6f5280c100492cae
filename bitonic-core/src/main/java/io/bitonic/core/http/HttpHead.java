package io.bitonic.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Status line and headers of an HTTP/1.x answer (RFC 9112), read with every byte counted.
 *
 * @param location the Location header, or null
 * @param retryAfterSeconds the Retry-After header when it is a number of seconds, at most a day
 * @param contentLength -1 when it is not said
 * @param encoding the content encoding in lower case, or empty
 * @param range the Content-Range header, or null
 * @param keepAlive whether the server leaves the connection open after the body
 */
public record HttpHead(
    int status,
    String location,
    OptionalLong retryAfterSeconds,
    long contentLength,
    boolean chunked,
    String encoding,
    String range,
    boolean keepAlive) {
  /** Bytes of status line, headers and chunk sizes accepted. */
  public static final int MAX_BYTES = 32 << 10;

  private static final int MAX_INTERIM = 5;
  private static final int MAX_RETRY = 86_400;

  /** Whether the answer says that the thing is elsewhere, and where. */
  public boolean isRedirect() {
    return location != null
        && switch (status) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
  }

  /** Whether no body follows, whatever the headers say. */
  boolean hasNoBody() {
    return status == 204 || status == 304;
  }

  /**
   * Reads one head; interim answers are passed over.
   *
   * @throws HttpException when it is malformed or too long
   */
  public static HttpHead read(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    for (int i = 0; i <= MAX_INTERIM; i++) {
      HttpHead head = new Parser().parse(lines);
      if (head.status >= 200) {
        return head;
      }
    }
    throw new HttpException("too many interim HTTP answers");
  }

  /** A length in an answer; at most 15 digits, so that sums stay in range. */
  static long number(String s, int radix) throws HttpException {
    boolean digits = s.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0);
    if (s.isEmpty() || s.length() > 15 || !digits) {
      throw new HttpException("malformed length in an HTTP answer");
    }
    return Long.parseLong(s, radix);
  }

  /** Lines of a stream, {@link #MAX_BYTES} in all. */
  static final class Lines {
    private final InputStream in;
    private int left = MAX_BYTES;

    Lines(InputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      StringBuilder out = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new HttpException("connection closed in the middle of an HTTP answer");
        }
        if (--left < 0) {
          throw new HttpException("HTTP headers of more than " + MAX_BYTES + " bytes");
        }
        out.append((char) c);
      }
      int end = out.length();
      return out.substring(0, end > 0 && out.charAt(end - 1) == '\r' ? end - 1 : end);
    }
  }

  private static final class Parser {
    private String location;
    private OptionalLong retryAfter = OptionalLong.empty();
    private long contentLength = -1;
    private boolean chunked;
    private String encoding = "";
    private String range;
    private boolean keepAlive;

    HttpHead parse(Lines lines) throws IOException {
      String line = lines.next();
      if (!line.matches("HTTP/1\\.[0-9] [1-9][0-9]{2}( .*)?")) {
        throw new HttpException("the answer is not HTTP");
      }
      int status = Integer.parseInt(line.substring(9, 12));
      keepAlive = line.charAt(7) != '0';
      for (line = lines.next(); !line.isEmpty(); line = lines.next()) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          header(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      return new HttpHead(
          status, location, retryAfter, contentLength, chunked, encoding, range, keepAlive);
    }

    private void header(String name, String value) throws HttpException {
      switch (name) {
        case "location" -> location = value;
        case "content-encoding" -> encoding = value.toLowerCase(Locale.ROOT);
        case "transfer-encoding" -> {
          if (!value.equalsIgnoreCase("chunked")) {
            throw new HttpException("HTTP transfer encoding is not supported: " + value);
          }
          chunked = true;
        }
        case "content-length" -> contentLength = number(value, 10);
        case "content-range" -> range = value;
        case "connection" -> {
          String v = value.toLowerCase(Locale.ROOT);
          keepAlive = v.contains("keep-alive") || keepAlive && !v.contains("close");
        }
        case "retry-after" -> {
          if (value.matches("[0-9]{1,6}")) {
            retryAfter = OptionalLong.of(Math.min(Long.parseLong(value), MAX_RETRY));
          }
        }
        default -> {}
      }
    }
  }
}

package io.bitonic.core.tracker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/**
 * One HTTP/1.x answer (RFC 9112), read with every length counted as it is read.
 *
 * @param location the Location header, or null
 * @param retryAfterSeconds the Retry-After header when it is a number of seconds
 * @param body decoded, at most {@link #MAX_BODY} bytes
 */
record HttpReply(int status, String location, OptionalLong retryAfterSeconds, byte[] body) {
  /** Bytes of body accepted, both as sent and after decompression. */
  static final int MAX_BODY = 1 << 20;

  /** Bytes of status line, headers and chunk sizes accepted. */
  static final int MAX_HEAD = 32 << 10;

  private static final int MAX_INTERIM_REPLIES = 5;

  boolean isRedirect() {
    return location != null
        && switch (status) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
  }

  /** Reads one answer to a GET request. */
  static HttpReply read(InputStream in) throws IOException, TrackerException {
    Reader reader = new Reader(in);
    for (int i = 0; i <= MAX_INTERIM_REPLIES; i++) {
      reader.head();
      if (reader.status >= 200) {
        byte[] body = reader.body();
        return new HttpReply(reader.status, reader.location, reader.retryAfter, body);
      }
    }
    throw new TrackerException("too many interim HTTP answers");
  }

  private static final class Reader {
    private final InputStream in;
    private int headLeft = MAX_HEAD;
    private int status;
    private String location;
    private OptionalLong retryAfter;
    private long contentLength;
    private boolean chunked;
    private String encoding;

    Reader(InputStream in) {
      this.in = in;
    }

    void head() throws IOException, TrackerException {
      location = null;
      retryAfter = OptionalLong.empty();
      contentLength = -1;
      chunked = false;
      encoding = "";
      String line = line();
      if (!line.matches("HTTP/1\\.[0-9] [1-9][0-9]{2}( .*)?")) {
        throw new TrackerException("the answer is not HTTP");
      }
      status = Integer.parseInt(line.substring(9, 12));
      for (line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          header(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
    }

    private void header(String name, String value) throws TrackerException {
      switch (name) {
        case "location" -> location = value;
        case "content-encoding" -> encoding = value.toLowerCase(Locale.ROOT);
        case "transfer-encoding" -> {
          if (!value.equalsIgnoreCase("chunked")) {
            throw new TrackerException("HTTP transfer encoding is not supported: " + value);
          }
          chunked = true;
        }
        case "content-length" -> contentLength = number(value, 10);
        case "retry-after" -> {
          if (value.matches("[0-9]{1,6}")) {
            retryAfter = OptionalLong.of(Math.min(Long.parseLong(value), 86_400));
          }
        }
        default -> {}
      }
    }

    private static long number(String s, int radix) throws TrackerException {
      boolean digits = s.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0);
      if (s.isEmpty() || s.length() > 15 || !digits) {
        throw new TrackerException("malformed length in an HTTP answer");
      }
      return Long.parseLong(s, radix);
    }

    private String line() throws IOException, TrackerException {
      StringBuilder out = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new TrackerException("connection closed in the middle of an HTTP answer");
        }
        if (--headLeft < 0) {
          throw new TrackerException("HTTP headers of more than " + MAX_HEAD + " bytes");
        }
        out.append((char) c);
      }
      int end = out.length();
      return out.substring(0, end > 0 && out.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    byte[] body() throws IOException, TrackerException {
      if (status == 204 || status == 304 || isRedirectStatus()) {
        return new byte[0];
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (chunked) {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
          copy(size, out);
          if (!line().isEmpty()) {
            throw new TrackerException("malformed chunk in an HTTP answer");
          }
        }
      } else if (contentLength >= 0) {
        copy(contentLength, out);
      } else {
        copyToEnd(in, out);
      }
      return switch (encoding) {
        case "", "identity" -> out.toByteArray();
        case "gzip", "x-gzip" -> gunzip(out.toByteArray());
        default ->
            throw new TrackerException("HTTP content encoding is not supported: " + encoding);
      };
    }

    private boolean isRedirectStatus() {
      return location != null && status / 100 == 3;
    }

    private long chunkSize() throws IOException, TrackerException {
      String line = line();
      int extension = line.indexOf(';');
      return number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    private void copy(long length, ByteArrayOutputStream out) throws IOException, TrackerException {
      if (length > MAX_BODY - out.size()) {
        throw tooLong();
      }
      byte[] part = in.readNBytes((int) length);
      if (part.length < length) {
        throw new TrackerException("connection closed in the middle of an HTTP answer");
      }
      out.writeBytes(part);
    }

    private static void copyToEnd(InputStream from, ByteArrayOutputStream out)
        throws IOException, TrackerException {
      byte[] buffer = new byte[8192];
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        if (n > MAX_BODY - out.size()) {
          throw tooLong();
        }
        out.write(buffer, 0, n);
      }
    }

    private static byte[] gunzip(byte[] packed) throws TrackerException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        copyToEnd(gzip, out);
      } catch (IOException e) {
        throw new TrackerException("malformed gzip in an HTTP answer");
      }
      return out.toByteArray();
    }

    private static TrackerException tooLong() {
      return new TrackerException("an answer of more than " + MAX_BODY + " bytes");
    }
  }
}

package io.bitonic.app.stream;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP/1 request (RFC 9112). Pure.
 *
 * @param method as sent
 * @param path the request target without its query, not decoded
 * @param persistent whether the connection goes on after the answer
 * @param headers by lower-case name; the first of several
 */
record RequestHead(String method, String path, boolean persistent, Map<String, String> headers) {
  /** Bytes of a head at most. */
  static final int MOST_BYTES = 8192;

  private static final int MOST_HEADERS = 64;

  /** What is no request: answered by 400 and the end of the connection. */
  static final class BadRequest extends Exception {
    private static final long serialVersionUID = 1;

    BadRequest(String message) {
      super(message);
    }
  }

  /** The position after the empty line that ends a head, or -1 when it isn't there yet. */
  static int end(byte[] bytes, int length) {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /**
   * @param length up to {@link #end}
   */
  static RequestHead parse(byte[] bytes, int length) throws BadRequest {
    String[] lines = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\r\n");
    String[] start = lines.length == 0 ? new String[0] : lines[0].split(" ", -1);
    if (start.length != 3 || !start[1].startsWith("/") || !start[2].startsWith("HTTP/1.")) {
      throw new BadRequest("not a request");
    }
    if (lines.length > MOST_HEADERS) {
      throw new BadRequest("too many headers");
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) {
        throw new BadRequest("not a header");
      }
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      if (headers.putIfAbsent(name, lines[i].substring(colon + 1).strip()) != null
          && name.equals("host")) {
        throw new BadRequest("two hosts");
      }
    }
    // A body would be taken for the next request.
    boolean body =
        headers.containsKey("content-length") || headers.containsKey("transfer-encoding");
    boolean close = "close".equalsIgnoreCase(headers.get("connection"));
    int query = start[1].indexOf('?');
    return new RequestHead(
        start[0],
        query < 0 ? start[1] : start[1].substring(0, query),
        start[2].equals("HTTP/1.1") && !close && !body,
        headers);
  }
}

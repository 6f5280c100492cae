package io.bitonic.core.portmap;

import io.bitonic.core.net.Binding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * One HTTP/1.0 request to a gateway on the local network: no redirect, no look-up of names, the
 * answer bounded in size and time. Blocks.
 */
final class LanHttp {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int TOTAL_MILLIS = 6_000;

  /** An answer: its status and body. */
  record Reply(int status, byte[] body) {}

  private final Supplier<Binding> binding;

  LanHttp(Supplier<Binding> binding) {
    this.binding = binding;
  }

  /**
   * @param uri its host is a literal address that has been checked
   * @param soapAction null: a GET
   */
  Reply exchange(URI uri, String soapAction, String body) throws IOException {
    String host = uri.getHost();
    InetAddress address =
        InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    InetSocketAddress to = new InetSocketAddress(address, uri.getPort() < 0 ? 80 : uri.getPort());
    try (Socket s = new Socket()) {
      binding.get().bindFor(s, address);
      s.connect(to, CONNECT_MILLIS);
      s.setSoTimeout(CONNECT_MILLIS);
      s.getOutputStream().write(request(uri, soapAction, body));
      return parse(readAll(s.getInputStream()));
    }
  }

  private static byte[] request(URI uri, String soapAction, String body) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    byte[] payload = body.getBytes(StandardCharsets.UTF_8);
    String head =
        (soapAction == null ? "GET " : "POST ")
            + path
            + query
            + " HTTP/1.0\r\nHost: "
            + uri.getRawAuthority()
            + "\r\nUser-Agent: Bitonic UPnP/1.1\r\nConnection: close\r\n"
            + (soapAction == null
                ? ""
                : "Content-Type: text/xml; charset=\"utf-8\"\r\nSOAPAction: \""
                    + soapAction
                    + "\"\r\nContent-Length: "
                    + payload.length
                    + "\r\n")
            + "\r\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] readAll(InputStream in) throws IOException {
    long end = System.nanoTime() + TOTAL_MILLIS * 1_000_000L;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      if (out.size() > UpnpXml.MAX_BYTES) {
        throw new PortMapException("UPnP: the router's answer is too long");
      }
      if (System.nanoTime() - end > 0) {
        throw new PortMapException("UPnP: the router answers too slowly");
      }
      if (isWhole(out)) {
        break;
      }
    }
    return out.toByteArray();
  }

  /** Some routers keep the connection open although they were asked not to. */
  private static boolean isWhole(ByteArrayOutputStream out) {
    String text = out.toString(StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    int length = contentLength(text, head);
    return length >= 0 && text.length() - head - 4 >= length;
  }

  private static int contentLength(String text, int head) {
    for (String line : text.substring(0, Math.max(0, head)).split("\r\n")) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        String value = line.substring(15).strip();
        return value.matches("[0-9]{1,7}") ? Integer.parseInt(value) : -1;
      }
    }
    return -1;
  }

  static Reply parse(byte[] raw) throws PortMapException {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0 || !text.matches("(?s)HTTP/1\\.[01] [1-5][0-9]{2}.*")) {
      throw new PortMapException("UPnP: the router's answer is not HTTP");
    }
    byte[] body = java.util.Arrays.copyOfRange(raw, head + 4, raw.length);
    if (text.substring(0, head)
        .toLowerCase(java.util.Locale.ROOT)
        .contains("\r\ntransfer-encoding: chunked")) {
      body = unchunk(body);
    }
    return new Reply(Integer.parseInt(text.substring(9, 12)), body);
  }

  /** Some routers answer in chunks, though HTTP/1.0 has none. */
  private static byte[] unchunk(byte[] body) throws PortMapException {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    for (int line = text.indexOf("\r\n", at); line >= 0; line = text.indexOf("\r\n", at)) {
      String size = text.substring(at, line).split(";", 2)[0].strip();
      int length = size.matches("[0-9a-fA-F]{1,6}") ? Integer.parseInt(size, 16) : -1;
      if (length < 0 || line + 2 + length > body.length) {
        break;
      }
      if (length == 0) {
        return out.toByteArray();
      }
      out.write(body, line + 2, length);
      at = line + 2 + length + 2;
    }
    throw new PortMapException("UPnP: the router's answer is cut off");
  }
}

package io.bitonic.core.tracker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A server on 127.0.0.1 that reads a request's head and then sends whatever a test wants. */
final class TestServer implements AutoCloseable {
  interface Handler {
    void handle(String target, OutputStream out) throws IOException, InterruptedException;
  }

  /** Request heads in order of arrival, line by line. */
  final List<List<String>> requests = new CopyOnWriteArrayList<>();

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Handler handler;

  /**
   * @param tls null: plain HTTP
   */
  TestServer(SSLContext tls, Handler handler) throws IOException {
    this.handler = handler;
    server = tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    Thread.ofVirtual().start(this::accept);
  }

  /** Always sends the same bytes. */
  static TestServer of(byte[] answer) throws IOException {
    return new TestServer(null, (_, out) -> out.write(answer));
  }

  /** Sends a 200 answer with this body. */
  static byte[] ok(byte[] body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (String h : headers) {
      head.append(h).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  static byte[] redirect(String to) {
    return ("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  int port() {
    return server.getLocalPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  private void accept() {
    try {
      while (true) {
        Socket s = server.accept();
        open.add(s);
        Thread.ofVirtual().start(() -> serve(s));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void serve(Socket s) {
    try (s) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(s.getInputStream(), StandardCharsets.ISO_8859_1));
      List<String> head = new CopyOnWriteArrayList<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.add(line);
      }
      if (!head.isEmpty()) {
        requests.add(head);
        handler.handle(head.getFirst().split(" ")[1], s.getOutputStream());
        s.getOutputStream().flush();
      }
    } catch (IOException e) {
      return; // the client hung up, as many tests want it to
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(s);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket s : open) {
      s.close();
    }
  }
}

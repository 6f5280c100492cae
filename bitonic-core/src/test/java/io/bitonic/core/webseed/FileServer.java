package io.bitonic.core.webseed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback with files in memory, that knows ranges unless told otherwise. */
public final class FileServer implements AutoCloseable {
  /** Answers a request by itself, or leaves it to the server. */
  interface Special {
    boolean answered(HttpExchange x) throws IOException;
  }

  /** Raw paths with their bytes. */
  public final Map<String, byte[]> files = new ConcurrentHashMap<>();

  /** Requests: raw path and Range header. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** Where requests came from: one for each connection. */
  final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();

  volatile boolean ranges = true;
  volatile Special special = x -> false;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void handle(HttpExchange x) throws IOException {
    try (x) {
      String path = x.getRequestURI().getRawPath();
      String range = x.getRequestHeaders().getFirst("Range");
      requests.add(path + " " + range);
      clients.add(x.getRemoteAddress());
      if (special.answered(x)) {
        return;
      }
      byte[] file = files.get(path);
      if (file == null) {
        x.sendResponseHeaders(404, -1);
        return;
      }
      int from = 0;
      int to = file.length;
      if (ranges && range != null) {
        String[] ends = range.substring("bytes=".length()).split("-");
        from = Integer.parseInt(ends[0]);
        to = Math.min(to, Integer.parseInt(ends[1]) + 1);
        x.getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + file.length);
      }
      x.sendResponseHeaders(ranges && range != null ? 206 : 200, to - from);
      try (OutputStream out = x.getResponseBody()) {
        out.write(file, from, to - from);
      }
    }
  }

  static boolean redirect(HttpExchange x, String to) throws IOException {
    x.getResponseHeaders().set("Location", to);
    x.sendResponseHeaders(302, -1);
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}

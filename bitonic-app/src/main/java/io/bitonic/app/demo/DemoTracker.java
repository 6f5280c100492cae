package io.bitonic.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP tracker (BEP 3) with compact answers (BEP 23) for peers on 127.0.0.1, for {@code btbt
 * demo}. It listens on loopback only and lives as long as the demo.
 *
 * <p>Threads: each request runs on a virtual thread; the swarms are guarded by this object's lock.
 */
public final class DemoTracker implements AutoCloseable {
  private static final int INTERVAL_SECONDS = 30;
  private static final int HASH = 20;
  private static final int MAX_QUERY = 4096;
  private static final int MAX_PEERS = 200;

  private record Peer(int port, boolean seed) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Map<String, Peer>> swarms = new HashMap<>();

  /**
   * @throws IOException when loopback has no free port
   */
  public DemoTracker() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/announce", this::handle);
    server.start();
  }

  /** The announce URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
  }

  /** Complete peers of all swarms. */
  public synchronized int seeds() {
    return (int)
        swarms.values().stream().flatMap(s -> s.values().stream()).filter(Peer::seed).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] answer = answer(exchange.getRequestURI().getRawQuery());
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(200, answer.length);
    try (exchange) {
      exchange.getResponseBody().write(answer);
    }
  }

  /** The bencoded answer to a query string. */
  synchronized byte[] answer(String query) {
    if (query == null || query.length() > MAX_QUERY) {
      return failure("no usable query");
    }
    Map<String, String> fields = new HashMap<>();
    try {
      for (String pair : query.split("&")) {
        int at = pair.indexOf('=');
        if (at > 0) {
          fields.put(pair.substring(0, at), decode(pair.substring(at + 1)));
        }
      }
      String hash = fields.getOrDefault("info_hash", "");
      String id = fields.getOrDefault("peer_id", "");
      int port = Integer.parseInt(fields.getOrDefault("port", "0"));
      long left = Long.parseLong(fields.getOrDefault("left", "0"));
      if (hash.length() != HASH || id.length() != HASH || port < 0 || port > 65_535) {
        return failure("info_hash, peer_id or port is wrong");
      }
      Map<String, Peer> swarm = swarms.computeIfAbsent(hash, _ -> new LinkedHashMap<>());
      if (fields.getOrDefault("event", "").equals("stopped")) {
        swarm.remove(id);
      } else if (swarm.size() < MAX_PEERS || swarm.containsKey(id)) {
        swarm.put(id, new Peer(port, left == 0));
      }
      return peers(swarm, id);
    } catch (NumberFormatException e) {
      return failure("a number is wrong");
    }
  }

  /** Percent-decodes to one char for each byte. */
  private static String decode(String s) {
    StringBuilder b = new StringBuilder(s.length());
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '%' && i + 2 < s.length()) {
        b.append((char) Integer.parseInt(s, i + 1, i + 3, 16));
        i += 2;
      } else {
        b.append(c == '+' ? ' ' : c);
      }
    }
    return b.toString();
  }

  private static byte[] peers(Map<String, Peer> swarm, String asking) {
    ByteArrayOutputStream compact = new ByteArrayOutputStream();
    swarm.forEach(
        (id, peer) -> {
          if (!id.equals(asking) && peer.port() > 0) {
            compact.writeBytes(
                new byte[] {127, 0, 0, 1, (byte) (peer.port() >>> 8), (byte) peer.port()});
          }
        });
    long seeds = swarm.values().stream().filter(Peer::seed).count();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ascii(
            "d8:completei"
                + seeds
                + "e10:incompletei"
                + (swarm.size() - seeds)
                + "e8:intervali"
                + INTERVAL_SECONDS
                + "e5:peers"
                + compact.size()
                + ":"));
    out.writeBytes(compact.toByteArray());
    out.writeBytes(ascii("e"));
    return out.toByteArray();
  }

  private static byte[] failure(String why) {
    return ascii("d14:failure reason" + why.length() + ":" + why + "e");
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}

package io.bitonic.app.stream;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.api.ContentReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Files of torrents by HTTP on loopback, for players. One thread accepts, each connection has a
 * thread of its own, at most {@value #MOST_CONNECTIONS}; a connection that is slow waits alone.
 * Public methods from any thread.
 *
 * <p>A URL holds 128 random bits, and the {@code Host} must be ours: neither another user of the
 * machine nor a web page can guess its way in.
 */
public final class StreamServer implements AutoCloseable {
  static final int MOST_CONNECTIONS = 32;
  private static final int BACKLOG = 16;
  private static final int TOKEN_BYTES = 16;

  /**
   * A file that is served.
   *
   * @param name last component of its path
   * @param length bytes, &gt; 0
   * @param open gives a new reader
   */
  public record Shared(String name, long length, Supplier<CompletableFuture<ContentReader>> open) {}

  private final ServerSocket listener;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Shared> files = new ConcurrentHashMap<>();
  private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * Starts to listen.
   *
   * @param port 0: any
   * @throws AppException when it can't
   */
  public StreamServer(int port) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(loopback, port), BACKLOG);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.NETWORK,
          "port " + port + " of 127.0.0.1 can't be used for streaming: " + e.getMessage(),
          e);
    }
    Thread.ofPlatform().daemon().name("bitonic-stream").start(this::accept);
  }

  /** The port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Serves a file from now on and gives its URL. */
  public String share(Shared file) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    files.put(token, file);
    String name = URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20");
    return "http://127.0.0.1:" + port() + "/" + token + "/" + name;
  }

  /** The file of a request's path, or null. */
  Shared find(String path) {
    int end = path.indexOf('/', 1);
    return files.get(path.substring(1, end < 0 ? path.length() : end));
  }

  boolean isOurs(String host) {
    return host != null
        && (host.equalsIgnoreCase("127.0.0.1:" + port())
            || host.equalsIgnoreCase("localhost:" + port()));
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        if (connections.size() >= MOST_CONNECTIONS) {
          StreamConnection.refuse(socket);
          continue;
        }
        StreamConnection connection = new StreamConnection(this, socket);
        connections.add(connection);
        Thread.ofPlatform().daemon().name("bitonic-stream-" + socket.getPort()).start(connection);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          Logger.warn("streaming: {}", e.getMessage());
        }
      }
    }
  }

  void ended(StreamConnection connection) {
    connections.remove(connection);
  }

  boolean isClosed() {
    return listener.isClosed();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      Logger.debug("streaming: {}", e.getMessage());
    }
    connections.forEach(StreamConnection::close);
  }
}

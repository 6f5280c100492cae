package io.bitonic.app.stream;

import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tinylog.Logger;

/** One player's connection; its own thread does all but {@link #close}. */
final class StreamConnection implements Runnable {
  private static final int IDLE_MILLIS = 30_000;
  private static final int BUFFER = 128 * 1024;

  /** While data is awaited: how often to look whether the player is still there. */
  private static final int LOOK_MILLIS = 250;

  private static final int ENGINE_SECONDS = 10;

  private final StreamServer server;
  private final Socket socket;
  private final byte[] head = new byte[RequestHead.MOST_BYTES];
  private int headBytes;
  private byte[] body;
  private InputStream in;
  private OutputStream out;

  StreamConnection(StreamServer server, Socket socket) {
    this.server = server;
    this.socket = socket;
  }

  /** Too many connections. */
  static void refuse(Socket socket) throws IOException {
    try (socket) {
      socket.getOutputStream().write(answer("503 Service Unavailable", "Retry-After: 5\r\n"));
    }
  }

  private static byte[] answer(String status, String headers) {
    String text = status + "\n";
    return ("HTTP/1.1 "
            + status
            + "\r\n"
            + headers
            + "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: "
            + text.length()
            + "\r\n\r\n"
            + text)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
      out = socket.getOutputStream();
      boolean more = true;
      while (more && !server.isClosed()) {
        RequestHead request = next();
        more = request != null && serve(request);
      }
    } catch (RequestHead.BadRequest e) {
      Logger.debug("streaming: {}", e.getMessage());
    } catch (IOException e) {
      // A player that seeks hangs up in the middle of an answer.
      Logger.debug("streaming: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.ended(this);
    }
  }

  /** The next request, or null when the player has hung up. */
  private RequestHead next() throws IOException, RequestHead.BadRequest {
    socket.setSoTimeout(IDLE_MILLIS);
    int end;
    while ((end = RequestHead.end(head, headBytes)) < 0) {
      int n = headBytes == head.length ? 0 : in.read(head, headBytes, head.length - headBytes);
      if (n == 0) {
        out.write(answer("431 Request Header Fields Too Large", ""));
      }
      if (n <= 0) {
        return null;
      }
      headBytes += n;
    }
    RequestHead request;
    try {
      request = RequestHead.parse(head, end);
    } catch (RequestHead.BadRequest e) {
      out.write(answer("400 Bad Request", ""));
      throw e;
    }
    headBytes -= end;
    System.arraycopy(head, end, head, 0, headBytes);
    return request;
  }

  /** Answers; false when the connection is to end. */
  private boolean serve(RequestHead request) throws IOException, InterruptedException {
    boolean get = request.method().equals("GET");
    if (!server.isOurs(request.headers().get("host"))) {
      out.write(answer("403 Forbidden", ""));
      return false;
    }
    if (!get && !request.method().equals("HEAD")) {
      out.write(answer("405 Method Not Allowed", "Allow: GET, HEAD\r\n"));
      return false;
    }
    StreamServer.Shared file = server.find(request.path());
    if (file == null) {
      out.write(answer("404 Not Found", ""));
      return false;
    }
    ByteRange range = get ? ByteRange.parse(request.headers().get("range"), file.length()) : null;
    if (range == ByteRange.NONE) {
      out.write(
          answer("416 Range Not Satisfiable", "Content-Range: bytes */" + file.length() + "\r\n"));
      return false;
    }
    if (!get) {
      out.write(header(request, file, null));
      return request.persistent();
    }
    return send(request, file, range) && request.persistent();
  }

  private static byte[] header(RequestHead request, StreamServer.Shared file, ByteRange range) {
    StringBuilder b = new StringBuilder(300);
    b.append(range == null ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 206 Partial Content\r\n");
    b.append("Content-Type: ").append(MediaTypes.of(file.name()));
    b.append("\r\nContent-Length: ").append(range == null ? file.length() : range.length());
    if (range != null) {
      b.append("\r\nContent-Range: bytes ").append(range.from()).append('-').append(range.to());
      b.append('/').append(file.length());
    }
    b.append("\r\nAccept-Ranges: bytes\r\nCache-Control: no-store\r\n");
    b.append("X-Content-Type-Options: nosniff\r\n");
    b.append(request.persistent() ? "\r\n" : "Connection: close\r\n\r\n");
    return b.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean send(RequestHead request, StreamServer.Shared file, ByteRange range)
      throws IOException, InterruptedException {
    ContentReader reader;
    try {
      reader = file.open().get().get(ENGINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Logger.warn("streaming {}: {}", file.name(), reason(e));
      out.write(answer("503 Service Unavailable", "Retry-After: 5\r\n"));
      return false;
    }
    try (reader) {
      out.write(header(request, file, range));
      long position = range == null ? 0 : range.from();
      long end = range == null ? file.length() : range.to() + 1;
      body = body == null ? new byte[BUFFER] : body;
      while (position < end) {
        ByteBuffer part = ByteBuffer.wrap(body, 0, (int) Math.min(body.length, end - position));
        int n = await(file, reader.read(position, part));
        if (n < 0) {
          return false;
        }
        out.write(body, 0, n);
        position += n;
      }
      return true;
    }
  }

  /** Bytes read, or -1 when the player has hung up or they can't be read. */
  private int await(StreamServer.Shared file, CompletableFuture<Integer> read)
      throws IOException, InterruptedException {
    while (!server.isClosed()) {
      try {
        return read.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (hasHungUp()) {
          return -1;
        }
      } catch (ExecutionException e) {
        Logger.warn("streaming {}: {}", file.name(), reason(e));
        return -1;
      }
    }
    return -1;
  }

  private static String reason(Exception e) {
    return e.getCause() instanceof EngineException known
        ? known.getMessage()
        : "the engine does not answer";
  }

  private boolean hasHungUp() throws IOException {
    if (headBytes == head.length) {
      return false;
    }
    socket.setSoTimeout(1);
    try {
      int n = in.read(head, headBytes, head.length - headBytes);
      headBytes += Math.max(0, n);
      return n < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Ends it, from any thread. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      Logger.debug("streaming: {}", e.getMessage());
    }
  }
}

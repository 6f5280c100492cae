package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.text.Json;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.FilePriority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.tinylog.Logger;

/**
 * Lets other commands of the same user look at and change the torrents of this process: a socket in
 * the state folder that nobody else may open, one JSON object a line, both ways. An answer is any
 * number of lines and then one with {@code ok} or {@code error}.
 *
 * <p>Concurrency: one virtual thread takes calls, one serves each.
 */
public final class ControlServer implements AutoCloseable {
  /** In the state folder. */
  static final String FOLDER = "control";

  private static final int MAX_CALLS = 16;

  private final TorrentDesk desk;
  private final Path path;
  private final ServerSocketChannel server;
  private final Semaphore free = new Semaphore(MAX_CALLS);
  private final Set<SocketChannel> calls = ConcurrentHashMap.newKeySet();

  private ControlServer(TorrentDesk desk, Path path, ServerSocketChannel server) {
    this.desk = desk;
    this.path = path;
    this.server = server;
    // Platform threads: a virtual one at a socket holds up the end of the process (docs/adr/001).
    Thread.ofPlatform().daemon().name("control").start(this::accept);
  }

  /**
   * Opens the socket, or says in the log why there is none: nothing else stops for it.
   *
   * @param intake adds torrents, or null when none are taken
   */
  public static AutoCloseable open(Engine engine, Path stateDir, Intake intake) {
    try {
      Path folder = stateDir.resolve(FOLDER);
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path path =
          folder.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime() % 1000 + ".sock");
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        return new ControlServer(new EngineDesk(engine, intake), path, server);
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      Logger.warn("other commands can't reach this process: {}", e.getMessage());
      return () -> {};
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel call = server.accept();
        if (free.tryAcquire()) {
          calls.add(call);
          Thread.ofPlatform().daemon().name("control-call").start(() -> serve(call));
        } else {
          call.close();
        }
      }
    } catch (ClosedChannelException e) {
      Logger.trace("control closed");
    } catch (IOException e) {
      Logger.warn("other commands can't reach this process any more: {}", e.getMessage());
    }
  }

  private void serve(SocketChannel call) {
    try (call;
        BufferedReader in = new BufferedReader(Channels.newReader(call, StandardCharsets.UTF_8));
        Writer out = Channels.newWriter(call, StandardCharsets.UTF_8)) {
      for (String line = line(in); line != null; line = line(in)) {
        answer(line, out);
        out.flush();
      }
    } catch (IOException e) {
      Logger.debug("control: {}", e.getMessage());
    } finally {
      calls.remove(call);
      free.release();
    }
  }

  /** A line of bounded length; null at the end. */
  static String line(BufferedReader in) throws IOException {
    StringBuilder b = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (b.length() >= JsonLine.MAX) {
        throw new IOException("a line is too long");
      }
      b.append((char) c);
    }
    return b.toString();
  }

  private void answer(String line, Writer out) throws IOException {
    try {
      Map<String, Object> request = JsonLine.parse(line);
      for (Json row : act(request)) {
        out.write(row + "\n");
      }
      out.write(new Json().put("ok", true) + "\n");
    } catch (AppException e) {
      out.write(new Json().put("error", e.getMessage()).put("code", e.exitCode()) + "\n");
    } catch (IllegalArgumentException e) {
      out.write(new Json().put("error", e.getMessage()).put("code", ExitCode.USAGE) + "\n");
    }
  }

  private List<Json> act(Map<String, Object> request) {
    List<Json> rows = new ArrayList<>();
    switch (text(request, "do")) {
      case "torrents" -> desk.torrents().forEach(t -> rows.add(json(t)));
      case "set" -> desk.set(id(request), text(request, "key"), text(request, "value"));
      case "session" -> {
        if (desk.takes()) {
          rows.add(new Json().put("session", true));
        }
      }
      case "add" -> rows.add(new Json().put("torrent", desk.add(wish(request))));
      case "act" -> desk.act(id(request), TorrentDesk.Act.valueOf(text(request, "act")));
      case "files" -> desk.files(id(request)).forEach(f -> rows.add(json(f)));
      case "prioritise" ->
          desk.prioritise(
              id(request),
              ranges(text(request, "files")),
              FilePriority.valueOf(text(request, "priority")));
      default -> throw new IllegalArgumentException("'" + request.get("do") + "' is unknown here");
    }
    return rows;
  }

  private static Intake.Wish wish(Map<String, Object> request) {
    return new Intake.Wish(
        text(request, "source"),
        text(request, "folder"),
        text(request, "label"),
        text(request, "paused").equals("true"));
  }

  private static String id(Map<String, Object> request) {
    return text(request, "torrent");
  }

  private static String text(Map<String, Object> request, String key) {
    if (request.get(key) instanceof String s) {
      return s;
    }
    throw new IllegalArgumentException("'" + key + "' is missing");
  }

  /** File numbers as {@code 0-4,7}; a torrent has a million files at most. */
  public static List<Integer> ranges(String text) {
    List<Integer> all = new ArrayList<>();
    for (String part : text.split(",")) {
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
      if (first < 0 || last < first || last - first + all.size() > 1_000_000) {
        throw new IllegalArgumentException("'" + part + "' are no files");
      }
      for (int i = first; i <= last; i++) {
        all.add(i);
      }
    }
    return all;
  }

  static Json json(TorrentDesk.Item t) {
    List<String> rules = new ArrayList<>();
    t.rules().forEach((k, v) -> rules.add(k + "=" + v));
    return new Json()
        .put("id", t.id())
        .put("name", t.name())
        .put("state", t.state())
        .put("label", t.label())
        .put("savePath", t.savePath())
        .number("progress", Math.floor(t.progress() * 10_000) / 10_000)
        .put("down", t.traffic().down())
        .put("up", t.traffic().up())
        .number("ratio", Math.floor(t.traffic().ratio() * 1000) / 1000)
        .put("peers", t.traffic().peers())
        .put("queue", t.traffic().queue())
        .put("rules", rules);
  }

  static Json json(TorrentDesk.FileItem f) {
    return new Json()
        .put("index", f.index())
        .put("path", f.path())
        .put("length", f.length())
        .put("done", f.done())
        .put("priority", f.priority().name());
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel c : calls) {
        c.close();
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      Logger.debug("control: {}", e.getMessage());
    }
  }
}

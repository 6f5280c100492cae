package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.text.Json;
import io.bitonic.core.api.FilePriority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** The torrents of another process of this user. One thread at a time. */
public final class RemoteDesk implements TorrentDesk, AutoCloseable {
  private static final int ANSWER_SECONDS = 15;

  private final SocketChannel channel;
  private final BufferedReader in;
  private final Writer out;

  private RemoteDesk(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    this.out = Channels.newWriter(channel, StandardCharsets.UTF_8);
  }

  /** Calls every process that runs on this state folder; the caller closes them. */
  public static List<RemoteDesk> all(Path stateDir) {
    List<RemoteDesk> desks = new ArrayList<>();
    Path folder = stateDir.resolve(ControlServer.FOLDER);
    if (!Files.isDirectory(folder)) {
      return desks;
    }
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, "*.sock")) {
      for (Path socket : sockets) {
        call(socket, desks);
      }
    } catch (IOException e) {
      Logger.debug("control: {}", e.getMessage());
    }
    return desks;
  }

  private static void call(Path socket, List<RemoteDesk> desks) throws IOException {
    try {
      desks.add(new RemoteDesk(SocketChannel.open(UnixDomainSocketAddress.of(socket))));
    } catch (ConnectException e) {
      // Left behind by a process that was killed.
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      Logger.debug("{}: {}", socket, e.getMessage());
    }
  }

  private List<Map<String, Object>> ask(Json request, boolean patient) {
    List<Map<String, Object>> rows = new ArrayList<>();
    CompletableFuture<Void> late = new CompletableFuture<>();
    if (!patient) {
      late.completeOnTimeout(null, ANSWER_SECONDS, TimeUnit.SECONDS);
      late.thenRun(this::close);
    }
    try {
      out.write(request + "\n");
      out.flush();
      for (String line = ControlServer.line(in); line != null; line = ControlServer.line(in)) {
        Map<String, Object> row = JsonLine.parse(line);
        if (row.containsKey("error")) {
          throw new AppException(Integer.parseInt(text(row, "code")), text(row, "error"));
        }
        if (row.containsKey("ok")) {
          return rows;
        }
        rows.add(row);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new AppException(
          ExitCode.FAILED, "the running Bitonic does not answer: " + e.getMessage(), e);
    } finally {
      late.cancel(false);
    }
    throw new AppException(ExitCode.FAILED, "the running Bitonic has hung up");
  }

  private static String text(Map<String, Object> row, String key) {
    return row.get(key) instanceof String s ? s : "";
  }

  private static long number(Map<String, Object> row, String key) {
    return Long.parseLong(text(row, key));
  }

  @Override
  public List<Item> torrents() {
    List<Item> items = new ArrayList<>();
    for (Map<String, Object> r : ask(new Json().put("do", "torrents"), false)) {
      Map<String, String> rules = new LinkedHashMap<>();
      if (r.get("rules") instanceof List<?> list) {
        for (Object o : list) {
          String s = String.valueOf(o);
          int equals = s.indexOf('=');
          if (equals > 0) {
            rules.put(s.substring(0, equals), s.substring(equals + 1));
          }
        }
      }
      items.add(
          new Item(
              text(r, "id"),
              text(r, "name"),
              text(r, "state"),
              text(r, "label"),
              text(r, "savePath"),
              Double.parseDouble(text(r, "progress")),
              rules,
              traffic(r)));
    }
    return items;
  }

  private static Traffic traffic(Map<String, Object> r) {
    return new Traffic(
        number(r, "down"),
        number(r, "up"),
        Double.parseDouble(text(r, "ratio")),
        (int) number(r, "peers"),
        (int) number(r, "queue"));
  }

  @Override
  public boolean takes() {
    return !ask(new Json().put("do", "session"), false).isEmpty();
  }

  @Override
  public String add(Intake.Wish wish) {
    Json request =
        new Json()
            .put("do", "add")
            .put("source", wish.source())
            .put("folder", wish.folder())
            .put("label", wish.label())
            .put("paused", wish.paused());
    return text(ask(request, true).getFirst(), "torrent");
  }

  @Override
  public void act(String id, Act act) {
    ask(
        new Json().put("do", "act").put("torrent", id).put("act", act.name()),
        act == Act.REMOVE_DATA);
  }

  @Override
  public void set(String id, String key, String value) {
    Json request =
        new Json().put("do", "set").put("torrent", id).put("key", key).put("value", value);
    ask(request, key.equals(SAVE_PATH));
  }

  @Override
  public List<FileItem> files(String id) {
    List<FileItem> items = new ArrayList<>();
    for (Map<String, Object> r : ask(new Json().put("do", "files").put("torrent", id), false)) {
      items.add(
          new FileItem(
              (int) number(r, "index"),
              text(r, "path"),
              number(r, "length"),
              number(r, "done"),
              FilePriority.valueOf(text(r, "priority"))));
    }
    return items;
  }

  @Override
  public void prioritise(String id, List<Integer> files, FilePriority priority) {
    Json request =
        new Json()
            .put("do", "prioritise")
            .put("torrent", id)
            .put("files", ranges(files))
            .put("priority", priority.name());
    ask(request, false);
  }

  /** As short as it can be said. */
  static String ranges(List<Integer> files) {
    StringBuilder b = new StringBuilder();
    List<Integer> sorted = files.stream().sorted().distinct().toList();
    for (int i = 0; i < sorted.size(); ) {
      int j = i;
      while (j + 1 < sorted.size() && sorted.get(j + 1) == sorted.get(j) + 1) {
        j++;
      }
      b.append(b.isEmpty() ? "" : ",").append(sorted.get(i));
      b.append(j > i ? "-" + sorted.get(j) : "");
      i = j + 1;
    }
    return b.toString();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      Logger.debug("control: {}", e.getMessage());
    }
  }
}

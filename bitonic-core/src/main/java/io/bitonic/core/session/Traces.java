package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.swarm.TraceSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.tinylog.Logger;

/**
 * Which peers are traced, by commands and by the settings, and into which files.
 *
 * <p>Concurrency: a lock guards everything; without a trace nobody takes it.
 */
final class Traces implements AutoCloseable {
  /** Each has a file and a thread. */
  private static final int MOST = 16;

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|\\[?[0-9a-fA-F:.]{2,45}]?");
  private static final Pattern WITH_PORT =
      Pattern.compile("([0-9.]{7,15}|\\[[0-9a-fA-F:.]{2,45}]):[0-9]{1,5}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8,40}");

  /**
   * @param id of the torrent, its beginning, or empty for all
   * @param address ip:port, ip, or empty for all
   */
  private record Key(String id, String address) {
    boolean matches(String torrent, String ip, int port) {
      return torrent.startsWith(id)
          && (address.isEmpty() || address.equals(ip) || address.equals(withPort(ip, port)));
    }

    String fileName() {
      String name =
          (id.isEmpty() ? "" : id.substring(0, 8)) + (address.isEmpty() ? "" : "-" + address);
      return name.replaceAll("[^0-9a-zA-Z.-]", "_").replaceAll("^-", "") + ".log";
    }
  }

  private final Path folder;
  private final Map<Key, TraceFile> byCommand = new LinkedHashMap<>();
  private final Map<Key, TraceFile> bySettings = new LinkedHashMap<>();
  private volatile boolean any;

  Traces(Path stateDir) {
    this.folder = stateDir.resolve("trace");
  }

  private static String withPort(String ip, int port) {
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + port;
  }

  private static Key key(String text) {
    String s = text.strip();
    if (ID.matcher(s).matches()) {
      return new Key(s, "");
    }
    return WITH_PORT.matcher(s).matches()
        ? new Key("", s)
        : ADDRESS.matcher(s).matches() ? new Key("", ip(s)) : null;
  }

  private static String ip(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  /** Where what is said with a peer goes, or null; any thread. */
  TraceSink sink(String id, InetSocketAddress peer) {
    return any ? find(id, peer) : null;
  }

  private synchronized TraceSink find(String id, InetSocketAddress peer) {
    InetAddress a = peer.getAddress();
    String ip = a.getHostAddress();
    int scope = ip.indexOf('%');
    ip = scope < 0 ? ip : ip.substring(0, scope);
    TraceSink found = null;
    for (Map<Key, TraceFile> map : List.of(bySettings, byCommand)) {
      for (Map.Entry<Key, TraceFile> e : map.entrySet()) {
        // A peer's own file is preferred to that of its torrent.
        boolean better = found == null || !e.getKey().address.isEmpty();
        if (better && e.getKey().matches(id, ip, peer.getPort())) {
          found = e.getValue();
        }
      }
    }
    return found;
  }

  /**
   * Begins or ends a trace by command.
   *
   * @return its file
   * @throws EngineException when it can't be
   */
  synchronized Path set(String id, String address, boolean on) {
    String s = address.strip();
    Key key = s.isEmpty() ? new Key(id, "") : key(s) == null ? null : new Key(id, key(s).address);
    if (key == null || key.address.isEmpty() && !s.isEmpty()) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "'" + address + "' is not an address: use ip or ip:port");
    }
    TraceFile now = byCommand.get(key);
    if (on && now == null) {
      now = open(key);
      byCommand.put(key, now);
    } else if (!on) {
      byCommand.remove(key);
      if (now != null) {
        now.end();
      }
    }
    any = !byCommand.isEmpty() || !bySettings.isEmpty();
    return now == null ? folder.resolve(key.fileName()) : now.file();
  }

  private TraceFile open(Key key) {
    if (byCommand.size() + bySettings.size() >= MOST) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "there are " + MOST + " traces already; end one of them first");
    }
    try {
      return new TraceFile(folder.resolve(key.fileName()));
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Kind.STORAGE,
          "the trace " + folder.resolve(key.fileName()) + " can't be written: " + e.getMessage(),
          e);
    }
  }

  /** Takes the settings' list; what can't be traced is logged. */
  synchronized void settings(List<String> names) {
    Map<Key, TraceFile> before = new LinkedHashMap<>(bySettings);
    bySettings.clear();
    for (String n : names) {
      Key key = key(n);
      if (key == null) {
        Logger.warn("observability.trace: '{}' is no info-hash and no address", n);
        continue;
      }
      try {
        TraceFile f = before.remove(key);
        f = f == null ? open(key) : f;
        bySettings.put(key, f);
        Logger.info("{} is traced in {}", n, f.file());
      } catch (EngineException e) {
        Logger.warn("observability.trace: {}", e.getMessage());
      }
    }
    before.values().forEach(TraceFile::end);
    any = !byCommand.isEmpty() || !bySettings.isEmpty();
  }

  @Override
  public synchronized void close() {
    any = false;
    byCommand.values().forEach(TraceFile::close);
    bySettings.values().forEach(TraceFile::close);
    byCommand.clear();
    bySettings.clear();
  }
}

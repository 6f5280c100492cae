package io.bitonic.core.dht;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.util.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tinylog.Logger;

/**
 * What the DHT remembers from one run to the next. Immutable. {@link #load} and {@link #save} block
 * on the disk.
 *
 * @param id4 our id in the IPv4 DHT, null: none yet
 * @param id6 our id in the IPv6 DHT, null: none yet
 * @param nodes those that answered, best first
 */
public record DhtState(NodeId id4, NodeId id6, List<Node> nodes) {
  /** Nothing. */
  public static final DhtState EMPTY = new DhtState(null, null, List.of());

  private static final int FORMAT = 1;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_NODES = 2000;

  /** The state in a file; empty when there is none or it is damaged. */
  public static DhtState load(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        Logger.warn("{} is too large for DHT nodes and not read", file);
        return EMPTY;
      }
      return decode(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return EMPTY;
    } catch (IOException | BencodeException e) {
      Logger.warn("DHT nodes of the last run in {} can't be used: {}", file, e.getMessage());
      return EMPTY;
    }
  }

  /**
   * Replaces the file as a whole: a crash at any moment leaves the old one or the new one.
   *
   * @throws IOException when it can't be written; the old one is kept
   */
  public void save(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    AtomicFile.replace(file, temporary, encode(), AtomicFile.Sync.CONTENT);
  }

  byte[] encode() {
    Map<String, Object> m = new TreeMap<>();
    m.put("format", FORMAT);
    if (id4 != null) {
      m.put("id4", id4.bytes());
    }
    if (id6 != null) {
      m.put("id6", id6.bytes());
    }
    List<byte[]> all = new ArrayList<>();
    for (Node n : nodes) {
      byte[] at = n.at().compact();
      all.add(ByteBuffer.allocate(NodeId.LENGTH + at.length).put(n.id().bytes()).put(at).array());
    }
    m.put("nodes", all);
    return Bencoding.encode(m);
  }

  static DhtState decode(byte[] bytes) throws BencodeException {
    BDict m = Bencoding.decode(bytes, Limits.STATE);
    if (m.longValue("format", 0) != FORMAT) {
      throw new BencodeException("format " + m.longValue("format", 0), 0);
    }
    List<Node> nodes = new ArrayList<>();
    var list = m.list("nodes");
    for (int i = 0; i < Math.min(list.size(), MAX_NODES); i++) {
      byte[] b = list.bytes(i);
      if (b != null && (b.length == Node.LENGTH_V4 || b.length == Node.LENGTH_V6)) {
        Endpoint at = Endpoint.read(b, NodeId.LENGTH, b.length - NodeId.LENGTH);
        if (at != null && at.isUsable()) {
          nodes.add(new Node(NodeId.of(b, 0), at));
        }
      }
    }
    return new DhtState(id(m.bytes("id4")), id(m.bytes("id6")), nodes);
  }

  private static NodeId id(byte[] b) {
    return b == null || b.length != NodeId.LENGTH ? null : NodeId.of(b);
  }
}

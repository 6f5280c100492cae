package io.bitonic.core.wire;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import java.net.InetAddress;
import java.util.TreeMap;

/**
 * The extension handshake (BEP 10) with the parts that we use.
 *
 * @param dontHaveId the peer's number for lt_donthave (BEP 54), 0: not supported
 * @param uploadOnlyId the peer's number for upload_only (BEP 21), 0: not supported
 * @param uploadOnly the peer wants no data (BEP 21)
 * @param listenPort the port that the peer listens on, 0 unknown
 * @param requestQueue requests that the peer keeps waiting, {@code reqq}
 * @param client name and version, printable, or empty
 * @param externalAddress how the peer sees us (4 or 16 bytes), or null; in our own handshake: how
 *     we see the peer
 */
public record ExtensionHandshake(
    int dontHaveId,
    int uploadOnlyId,
    boolean uploadOnly,
    int listenPort,
    int requestQueue,
    String client,
    byte[] externalAddress) {
  /** Numbers that we give to the messages that peers send us. */
  public static final int OUR_UPLOAD_ONLY = 2;

  public static final int OUR_DONT_HAVE = 3;

  /** One more than the highest of them. */
  public static final int OUR_IDS = 4;

  private static final int DEFAULT_QUEUE = 250;
  private static final int MAX_CLIENT = 48;
  private static final String NAME = "Bitonic 0.1.0";

  /** Before anything is known. */
  public static final ExtensionHandshake NONE =
      new ExtensionHandshake(0, 0, false, 0, DEFAULT_QUEUE, "", null);

  /**
   * What we say.
   *
   * @param remote the peer's address as we see it
   */
  public static ExtensionHandshake ours(
      int listenPort, int requestQueue, InetAddress remote, boolean uploadOnly) {
    return new ExtensionHandshake(
        OUR_DONT_HAVE,
        OUR_UPLOAD_ONLY,
        uploadOnly,
        listenPort,
        requestQueue,
        NAME,
        remote.getAddress());
  }

  /** The bencoded dictionary. */
  public byte[] encode() {
    TreeMap<String, Object> ids = new TreeMap<>();
    ids.put("lt_donthave", (long) dontHaveId);
    ids.put("upload_only", (long) uploadOnlyId);
    TreeMap<String, Object> d = new TreeMap<>();
    d.put("m", ids);
    if (listenPort > 0) {
      d.put("p", (long) listenPort);
    }
    d.put("reqq", (long) requestQueue);
    d.put("v", client);
    d.put("upload_only", uploadOnly ? 1L : 0L);
    if (externalAddress != null) {
      d.put("yourip", externalAddress);
    }
    return Bencoding.encode(d);
  }

  /**
   * What a peer says; null when it is not a dictionary that can be read. Wrong values count as
   * absent.
   */
  public static ExtensionHandshake parse(byte[] raw) {
    BDict d;
    try {
      d = Bencoding.decode(raw, Limits.MESSAGE);
    } catch (BencodeException e) {
      return null;
    }
    BDict m = d.dict("m");
    byte[] ip = d.bytes("yourip");
    return new ExtensionHandshake(
        id(m, "lt_donthave"),
        id(m, "upload_only"),
        d.longValue("upload_only", 0) == 1,
        port(d.longValue("p", 0)),
        (int) Math.clamp(d.longValue("reqq", DEFAULT_QUEUE), 1, 100_000),
        printable(d.utf8("v", "")),
        ip != null && (ip.length == 4 || ip.length == 16) ? ip : null);
  }

  private static int id(BDict m, String name) {
    long v = m == null ? 0 : m.longValue(name, 0);
    return v > 0 && v < 256 ? (int) v : 0;
  }

  private static int port(long p) {
    return p > 0 && p < 65536 ? (int) p : 0;
  }

  /** A peer's words reach screens and logs: no control, no format characters, a bounded length. */
  private static String printable(String s) {
    StringBuilder out = new StringBuilder();
    s.codePoints()
        .limit(MAX_CLIENT)
        .filter(
            c ->
                !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.SURROGATE)
        .forEach(out::appendCodePoint);
    return out.toString().strip();
  }

  /** A later handshake changes what it names (BEP 10). */
  public ExtensionHandshake mergedWith(ExtensionHandshake later) {
    return new ExtensionHandshake(
        later.dontHaveId != 0 ? later.dontHaveId : dontHaveId,
        later.uploadOnlyId != 0 ? later.uploadOnlyId : uploadOnlyId,
        later.uploadOnly,
        later.listenPort != 0 ? later.listenPort : listenPort,
        later.requestQueue,
        later.client.isEmpty() ? client : later.client,
        later.externalAddress != null ? later.externalAddress : externalAddress);
  }
}

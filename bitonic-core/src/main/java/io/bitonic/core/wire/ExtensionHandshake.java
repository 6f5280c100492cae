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
 * @param metadataId the peer's number for ut_metadata (BEP 9), 0: not supported
 * @param metadataSize bytes of the info dictionary that the peer can give, 0: none
 * @param pexId the peer's number for ut_pex (BEP 11), 0: not supported
 * @param holepunchId the peer's number for ut_holepunch (BEP 55), 0: not supported
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
    int metadataId,
    int metadataSize,
    int pexId,
    int holepunchId,
    byte[] externalAddress) {
  /** Numbers that we give to the messages that peers send us. */
  public static final int OUR_UPLOAD_ONLY = 2;

  public static final int OUR_DONT_HAVE = 3;

  public static final int OUR_METADATA = 4;

  public static final int OUR_PEX = 5;

  public static final int OUR_HOLEPUNCH = 6;

  /** One more than the highest of them. */
  public static final int OUR_IDS = 7;

  private static final int DEFAULT_QUEUE = 250;
  private static final int MAX_CLIENT = 48;
  private static final String NAME = "Bitonic 0.1.0";

  /** Before anything is known. */
  public static final ExtensionHandshake NONE =
      new ExtensionHandshake(0, 0, false, 0, DEFAULT_QUEUE, "", 0, 0, 0, 0, null);

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
        0,
        0,
        0,
        0,
        remote.getAddress());
  }

  /**
   * With an offer of ut_metadata.
   *
   * @param size bytes of the info dictionary, 0 while we seek it ourselves
   */
  public ExtensionHandshake withMetadata(int size) {
    return with(OUR_METADATA, size, pexId, holepunchId);
  }

  /** With an offer of ut_pex and ut_holepunch. */
  public ExtensionHandshake withPex() {
    return with(metadataId, metadataSize, OUR_PEX, OUR_HOLEPUNCH);
  }

  private ExtensionHandshake with(int metadata, int size, int pex, int holepunch) {
    return new ExtensionHandshake(
        dontHaveId,
        uploadOnlyId,
        uploadOnly,
        listenPort,
        requestQueue,
        client,
        metadata,
        size,
        pex,
        holepunch,
        externalAddress);
  }

  /** The bencoded dictionary. */
  public byte[] encode() {
    TreeMap<String, Object> ids = new TreeMap<>();
    put(ids, "lt_donthave", dontHaveId);
    put(ids, "upload_only", uploadOnlyId);
    put(ids, "ut_metadata", metadataId);
    put(ids, "ut_pex", pexId);
    put(ids, "ut_holepunch", holepunchId);
    TreeMap<String, Object> d = new TreeMap<>();
    d.put("m", ids);
    put(d, "p", listenPort);
    put(d, "metadata_size", metadataSize);
    d.put("reqq", (long) requestQueue);
    d.put("v", client);
    d.put("upload_only", uploadOnly ? 1L : 0L);
    if (externalAddress != null) {
      d.put("yourip", externalAddress);
    }
    return Bencoding.encode(d);
  }

  private static void put(TreeMap<String, Object> d, String key, int positive) {
    if (positive > 0) {
      d.put(key, (long) positive);
    }
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
        id(m, "ut_metadata"),
        (int) Math.clamp(d.longValue("metadata_size", 0), 0, Integer.MAX_VALUE),
        id(m, "ut_pex"),
        id(m, "ut_holepunch"),
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
        later.metadataId != 0 ? later.metadataId : metadataId,
        later.metadataSize != 0 ? later.metadataSize : metadataSize,
        later.pexId != 0 ? later.pexId : pexId,
        later.holepunchId != 0 ? later.holepunchId : holepunchId,
        later.externalAddress != null ? later.externalAddress : externalAddress);
  }
}

package io.bitonic.core.tracker;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The datagrams of BEP 15 (with the URL option of BEP 41): bytes in, values out. */
final class UdpPackets {
  static final int CONNECT = 0;
  static final int ANNOUNCE = 1;
  static final int SCRAPE = 2;
  static final int ERROR = 3;

  private static final long PROTOCOL_ID = 0x41727101980L;
  private static final int HEADER = 8;
  private static final int URL_DATA = 2;
  private static final int MAX_OPTION = 255;
  // Keeps the datagram below any usual MTU.
  private static final int MAX_URL_DATA = 4 * MAX_OPTION;

  private UdpPackets() {}

  static ByteBuffer connect(int transaction) {
    return ByteBuffer.allocate(16).putLong(PROTOCOL_ID).putInt(CONNECT).putInt(transaction).flip();
  }

  /**
   * @param target path and query of the tracker's URL, or empty
   */
  static ByteBuffer announce(long connection, int transaction, AnnounceRequest r, String target) {
    ByteBuffer b = ByteBuffer.allocate(98 + MAX_URL_DATA + 2 * (MAX_URL_DATA / MAX_OPTION));
    b.putLong(connection).putInt(ANNOUNCE).putInt(transaction);
    b.put(r.infoHash()).put(r.peerId());
    b.putLong(r.downloaded()).putLong(r.left()).putLong(r.uploaded());
    b.putInt(eventCode(r.event()));
    b.putInt(0); // our address: as seen by the tracker
    b.putInt(r.key()).putInt(r.numWant()).putShort((short) r.port());
    byte[] url = target.equals("/") ? new byte[0] : target.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; url.length <= MAX_URL_DATA && at < url.length; at += MAX_OPTION) {
      int n = Math.min(MAX_OPTION, url.length - at);
      b.put((byte) URL_DATA).put((byte) n).put(url, at, n);
    }
    return b.flip();
  }

  private static int eventCode(AnnounceEvent event) {
    return switch (event) {
      case NONE, PAUSED -> 0;
      case COMPLETED -> 1;
      case STARTED -> 2;
      case STOPPED -> 3;
    };
  }

  static ByteBuffer scrape(long connection, int transaction, List<byte[]> infoHashes) {
    ByteBuffer b = ByteBuffer.allocate(16 + 20 * infoHashes.size());
    b.putLong(connection).putInt(SCRAPE).putInt(transaction);
    infoHashes.forEach(b::put);
    return b.flip();
  }

  /** Whether the datagram can be an answer at all. */
  static boolean hasHeader(ByteBuffer data) {
    return data.remaining() >= HEADER;
  }

  static int action(ByteBuffer data) {
    return data.getInt(data.position());
  }

  static int transaction(ByteBuffer data) {
    return data.getInt(data.position() + 4);
  }

  /** The connection id of a connect answer, of 16 bytes at least (BEP 15). */
  static long connectionId(ByteBuffer data) throws TrackerException {
    if (data.remaining() < 16) {
      throw malformed(data);
    }
    return data.getLong(data.position() + HEADER);
  }

  /**
   * @param ipv6 whether the datagram came over IPv6, which decides the form of the peers
   */
  static AnnounceResponse announceAnswer(ByteBuffer data, boolean ipv6) throws TrackerException {
    int addressLength = ipv6 ? 16 : 4;
    if (data.remaining() < 20 || (data.remaining() - 20) % (addressLength + 2) != 0) {
      throw malformed(data);
    }
    ByteBuffer b = data.duplicate().position(data.position() + HEADER);
    int interval = HttpAnswers.clampInterval(b.getInt());
    int leechers = Math.max(-1, b.getInt());
    int seeds = Math.max(-1, b.getInt());
    List<InetSocketAddress> peers = PeerLists.compact(b, addressLength);
    return new AnnounceResponse(interval, 0, seeds, leechers, -1, "", "", null, peers);
  }

  /**
   * @param n info-hashes that were asked for
   */
  static List<ScrapeResult.Counts> scrapeAnswer(ByteBuffer data, int n) throws TrackerException {
    if (data.remaining() != HEADER + 12 * n) {
      throw malformed(data);
    }
    ByteBuffer b = data.duplicate().position(data.position() + HEADER);
    List<ScrapeResult.Counts> out = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      int seeds = Math.max(-1, b.getInt());
      int downloaded = Math.max(-1, b.getInt());
      int leechers = Math.max(-1, b.getInt());
      out.add(new ScrapeResult.Counts(seeds, leechers, downloaded));
    }
    return out;
  }

  /** The tracker's words in an error answer. */
  static TrackerException error(ByteBuffer data) {
    byte[] text = new byte[Math.min(1024, data.remaining() - HEADER)];
    data.get(data.position() + HEADER, text);
    String words = TrackerText.clean(new String(text, StandardCharsets.UTF_8));
    return TrackerException.refused(
        words.isEmpty() ? "refused without a reason" : words, OptionalLong.empty());
  }

  private static TrackerException malformed(ByteBuffer data) {
    return new TrackerException("malformed UDP answer of " + data.remaining() + " bytes");
  }
}

package io.bitonic.core.swarm;

import io.bitonic.core.util.Clock;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.nio.ByteBuffer;

/**
 * Writes down every message of one connection, with its direction: what it is and what it is about,
 * never the payload of blocks and metadata. Loop thread only.
 */
final class PeerTrace {
  /** Of an extension handshake and an unknown message. */
  private static final int MOST_BYTES = 300;

  private final TraceSink sink;
  private final Clock clock;
  private final String head;
  private final PeerExtensions extensions;

  /**
   * @param head what every line begins with: torrent and peer
   */
  PeerTrace(TraceSink sink, Clock clock, String head, PeerExtensions extensions) {
    this.sink = sink;
    this.clock = clock;
    this.head = head;
    this.extensions = extensions;
  }

  TraceSink sink() {
    return sink;
  }

  /** Something that is no message. */
  void note(String text) {
    sink.line(clock.wallMillis(), head + " --  " + printable(text));
  }

  /**
   * A message from the peer that is no block.
   *
   * @param body what follows the id; it is left as it is
   */
  void received(int id, ByteBuffer body) {
    say("in ", describe(true, id, body, body.position(), body.remaining()));
  }

  void receivedKeepAlive() {
    say("in ", "keep-alive");
  }

  /**
   * @param wanted false: nobody had asked for it any more
   */
  void receivedBlock(int piece, int begin, int length, boolean wanted) {
    say("in ", block("piece", piece, begin, length) + (wanted ? "" : " unwanted"));
  }

  void sentBlock(int piece, int begin, int length) {
    say("out", block("piece", piece, begin, length));
  }

  /**
   * Messages that are about to be sent.
   *
   * @param out whole messages up to its position; it is left as it is
   * @param from where they begin
   */
  void sent(ByteBuffer out, int from) {
    int at = from;
    int end = out.position();
    while (at + 4 <= end) {
      if (out.get(at) == Handshake.PROTOCOL_LENGTH - 1) {
        // As a length this would be a message that nobody may send.
        say("out", "handshake");
        at += Handshake.LENGTH;
        continue;
      }
      int length = out.getInt(at);
      if (length == 0) {
        say("out", "keep-alive");
      } else {
        say("out", describe(false, out.get(at + 4) & 0xff, out, at + 5, length - 1));
      }
      at += 4 + length;
    }
  }

  private void say(String direction, String what) {
    sink.line(clock.wallMillis(), head + " " + direction + " " + what);
  }

  private static String block(String name, int piece, int begin, int length) {
    return name + " piece=" + piece + " begin=" + begin + " length=" + length;
  }

  private String describe(boolean in, int id, ByteBuffer b, int at, int length) {
    return switch (id) {
      case Wire.CHOKE -> "choke";
      case Wire.UNCHOKE -> "unchoke";
      case Wire.INTERESTED -> "interested";
      case Wire.NOT_INTERESTED -> "not-interested";
      case Wire.HAVE -> "have piece=" + b.getInt(at);
      case Wire.BITFIELD -> "bitfield have=" + count(b, at, length) + " bytes=" + length;
      case Wire.REQUEST -> block("request", b.getInt(at), b.getInt(at + 4), b.getInt(at + 8));
      case Wire.CANCEL -> block("cancel", b.getInt(at), b.getInt(at + 4), b.getInt(at + 8));
      case Wire.REJECT -> block("reject", b.getInt(at), b.getInt(at + 4), b.getInt(at + 8));
      case Wire.PORT -> "port " + (b.getShort(at) & 0xffff);
      case Wire.SUGGEST -> "suggest piece=" + b.getInt(at);
      case Wire.HAVE_ALL -> "have-all";
      case Wire.HAVE_NONE -> "have-none";
      case Wire.ALLOWED_FAST -> "allowed-fast piece=" + b.getInt(at);
      case Wire.EXTENDED -> extended(in, b.get(at) & 0xff, b, at + 1, length - 1);
      default -> "message id=" + id + " bytes=" + length;
    };
  }

  private static int count(ByteBuffer b, int at, int length) {
    int n = 0;
    for (int i = 0; i < length; i++) {
      n += Integer.bitCount(b.get(at + i) & 0xff);
    }
    return n;
  }

  private String extended(boolean in, int id, ByteBuffer b, int at, int length) {
    if (id == 0) {
      return "extended handshake " + text(b, at, length);
    }
    String name = in ? ours(id) : theirs(id);
    // Metadata is a small dictionary with the data behind it; the rest is left out.
    return "extended " + name + " bytes=" + length;
  }

  private static String ours(int id) {
    return switch (id) {
      case ExtensionHandshake.OUR_UPLOAD_ONLY -> "upload_only";
      case ExtensionHandshake.OUR_DONT_HAVE -> "lt_donthave";
      case ExtensionHandshake.OUR_METADATA -> "ut_metadata";
      case ExtensionHandshake.OUR_PEX -> "ut_pex";
      case ExtensionHandshake.OUR_HOLEPUNCH -> "ut_holepunch";
      default -> "id=" + id;
    };
  }

  private String theirs(int id) {
    ExtensionHandshake h = extensions.theirs();
    if (id == h.metadataId()) {
      return "ut_metadata";
    } else if (id == h.pexId()) {
      return "ut_pex";
    } else if (id == h.holepunchId()) {
      return "ut_holepunch";
    } else if (id == h.dontHaveId()) {
      return "lt_donthave";
    }
    return id == h.uploadOnlyId() ? "upload_only" : "id=" + id;
  }

  private static String text(ByteBuffer b, int at, int length) {
    int n = Math.min(length, MOST_BYTES);
    StringBuilder s = new StringBuilder(n + 4);
    for (int i = 0; i < n; i++) {
      int c = b.get(at + i) & 0xff;
      s.append(c >= ' ' && c < 127 ? (char) c : '.');
    }
    return s.append(length > n ? " ..." : "").toString();
  }

  /** A peer names itself: its line stays one line. */
  private static String printable(String text) {
    return text.codePoints()
        .limit(MOST_BYTES)
        .map(c -> c >= ' ' && c != 127 && !(c >= 0x80 && c < 0xa0) ? c : '.')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

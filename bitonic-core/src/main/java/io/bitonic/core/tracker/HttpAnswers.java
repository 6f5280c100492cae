package io.bitonic.core.tracker;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import io.bitonic.core.http.Addresses;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Bencoded answers of HTTP trackers: bytes in, values out. Every number is clamped. */
final class HttpAnswers {
  static final int DEFAULT_INTERVAL = 1800;
  static final int MIN_INTERVAL = 30;
  static final int MAX_INTERVAL = 86_400;

  private static final int MAX_TRACKER_ID = 256;

  private HttpAnswers() {}

  /**
   * @throws TrackerException when the bytes are no answer, or are the tracker's refusal
   */
  static AnnounceResponse announce(byte[] body) throws TrackerException {
    BDict d = dictionary(body);
    refusal(d);
    if (!d.has("interval") && !d.has("peers") && !d.has("peers6")) {
      throw new TrackerException("the answer is not that of a tracker: no interval and no peers");
    }
    return new AnnounceResponse(
        clampInterval(d.longValue("interval", DEFAULT_INTERVAL)),
        minInterval(d),
        count(d, "complete"),
        count(d, "incomplete"),
        count(d, "downloaded"),
        trackerId(d),
        text(d, "warning message"),
        externalAddress(d),
        PeerLists.of(d));
  }

  /** Counts per info-hash (BEP 48), in the order of {@code infoHashes}. */
  static List<ScrapeResult.Counts> scrape(byte[] body, List<byte[]> infoHashes)
      throws TrackerException {
    BDict d = dictionary(body);
    refusal(d);
    if (!d.isDict("files")) {
      throw new TrackerException("the scrape answer has no files");
    }
    BDict files = d.dict("files");
    List<ScrapeResult.Counts> out = new ArrayList<>(infoHashes.size());
    for (byte[] hash : infoHashes) {
      String key = BDict.key(hash);
      out.add(files.isDict(key) ? counts(files.dict(key)) : ScrapeResult.Counts.UNKNOWN);
    }
    return out;
  }

  static int clampInterval(long seconds) {
    return (int) Math.clamp(seconds, MIN_INTERVAL, MAX_INTERVAL);
  }

  private static ScrapeResult.Counts counts(BDict d) {
    return new ScrapeResult.Counts(
        count(d, "complete"), count(d, "incomplete"), count(d, "downloaded"));
  }

  private static BDict dictionary(byte[] body) throws TrackerException {
    try {
      // Some trackers end their answer with a line feed, so what follows the value is let pass.
      return Bencoding.decodePrefix(body, 0, body.length, Limits.TRACKER).dict();
    } catch (BencodeException e) {
      throw new TrackerException("the answer is not that of a tracker: " + e.getMessage());
    }
  }

  private static void refusal(BDict d) throws TrackerException {
    if (d.has("failure reason")) {
      String reason = text(d, "failure reason");
      throw TrackerException.refused(
          reason.isEmpty() ? "refused without a reason" : reason, retryIn(d));
    }
  }

  // BEP 31: minutes, or "never".
  private static OptionalLong retryIn(BDict d) {
    if (d.isBytes("retry in")) {
      String s = d.utf8("retry in");
      if (s.equals("never")) {
        return OptionalLong.of(Long.MAX_VALUE);
      }
      boolean digits = !s.isEmpty() && s.length() < 8 && s.chars().allMatch(Character::isDigit);
      return digits ? minutes(Integer.parseInt(s)) : OptionalLong.empty();
    }
    return d.isLong("retry in") ? minutes(d.longValue("retry in", 0)) : OptionalLong.empty();
  }

  private static OptionalLong minutes(long n) {
    return n <= 0 ? OptionalLong.empty() : OptionalLong.of(60 * Math.min(n, MAX_INTERVAL / 60));
  }

  private static int minInterval(BDict d) {
    long min = d.longValue("min interval", 0);
    return min <= 0 ? 0 : (int) Math.min(min, MAX_INTERVAL);
  }

  private static int count(BDict d, String key) {
    return Math.max(-1, d.intValue(key, -1));
  }

  private static String text(BDict d, String key) {
    return TrackerText.clean(d.utf8(key, ""));
  }

  // Opaque to us, so kept byte by byte.
  private static String trackerId(BDict d) {
    byte[] id = d.bytes("tracker id");
    return id == null || id.length > MAX_TRACKER_ID
        ? ""
        : new String(id, StandardCharsets.ISO_8859_1);
  }

  private static InetAddress externalAddress(BDict d) {
    byte[] raw = d.bytes("external ip");
    if (raw == null || raw.length != 4 && raw.length != 16) {
      return null;
    }
    InetAddress a = PeerLists.address(raw);
    return Addresses.isHost(a) ? a : null;
  }
}

package io.bitonic.core.resume;

import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BList;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a state file: a bencoded dictionary of {@code format} (a number), {@code sha256}
 * (over {@code state}) and {@code state} (the bencoded state as one string). Any changed, missing
 * or additional byte is found. Pure.
 */
final class ResumeCodec {
  private static final int FORMAT = 1;
  private static final double THOUSAND = 1000;

  private ResumeCodec() {}

  /** Why bytes are not a state; the caller adds which file. */
  static final class Damage extends Exception {
    private static final long serialVersionUID = 1L;

    Damage(String why) {
      super(why, null, false, false);
    }
  }

  static byte[] encode(ResumeState s) {
    return wrap(Bencoding.encode(content(s)));
  }

  static byte[] wrap(byte[] state) {
    Map<String, Object> outer = new TreeMap<>();
    outer.put("format", FORMAT);
    outer.put("sha256", sha256(state));
    outer.put("state", state);
    return Bencoding.encode(outer);
  }

  private static Map<String, Object> content(ResumeState s) {
    Map<String, Object> m = new TreeMap<>();
    m.put("id", s.id());
    m.put("save_path", s.savePath().toString());
    m.put("pieces", s.have().size());
    m.put("have", s.have().toBytes());
    List<List<Long>> stamps = new ArrayList<>(s.stamps().size());
    for (FileStamp stamp : s.stamps()) {
      stamps.add(stamp == null ? List.of() : List.of(stamp.size(), stamp.mtimeNanos()));
    }
    m.put("stamps", stamps);
    m.put("priorities", s.filePriorities());
    m.put("downloaded", s.downloaded());
    m.put("uploaded", s.uploaded());
    m.put("wasted", s.wasted());
    m.put("added", s.addedMillis());
    m.put("finished", s.finishedMillis());
    m.put("active", s.activeSeconds());
    m.put("seeding", s.seedingSeconds());
    m.put("paused", s.paused() ? 1 : 0);
    m.put("label", s.label());
    putRules(m, s.rules());
    m.put("queue", s.queuePosition());
    m.put("trackers", s.trackers());
    m.put("peers", s.peers());
    m.put("banned", s.banned());
    Map<String, List<String>> renames = new TreeMap<>();
    s.renames().forEach((file, path) -> renames.put(Integer.toString(file), path));
    m.put("renames", renames);
    m.put("seed_mode", s.seedMode() ? 1 : 0);
    m.put("magnet", s.magnet());
    m.put("pause_after_metadata", s.pauseAfterMetadata() ? 1 : 0);
    m.put("sharing", SharingCodec.content(s.sharing()));
    return m;
  }

  static ResumeState decode(byte[] bytes) throws Damage {
    try {
      BDict outer = Bencoding.decode(bytes, Limits.STATE);
      if (outer.size() != 3 || !outer.isLong("format") || !outer.isBytes("state")) {
        throw new Damage("it is not a state file");
      }
      if (outer.longValue("format", 0) != FORMAT) {
        throw new Damage(
            "it has format "
                + outer.longValue("format", 0)
                + ", and this version reads format "
                + FORMAT);
      }
      byte[] state = outer.bytes("state");
      byte[] sum = outer.bytes("sha256");
      if (sum == null || !MessageDigest.isEqual(sum, sha256(state))) {
        throw new Damage("its checksum is wrong");
      }
      return state(Bencoding.decode(state, Limits.STATE));
    } catch (BencodeException e) {
      throw new Damage(e.getMessage());
    }
  }

  private static ResumeState state(BDict d) throws Damage {
    return new ResumeState(
        text(d, "id"),
        path(text(d, "save_path")),
        bits(bytes(d, "have"), number(d, "pieces")),
        stamps(d.list("stamps")),
        bytes(d, "priorities").clone(),
        count(d, "downloaded"),
        count(d, "uploaded"),
        count(d, "wasted"),
        number(d, "added"),
        number(d, "finished"),
        count(d, "active"),
        count(d, "seeding"),
        number(d, "paused") != 0,
        text(d, "label"),
        rules(d),
        (int) Math.min(Integer.MAX_VALUE, count(d, "queue")),
        tiers(d.list("trackers")),
        texts(d.list("peers")),
        texts(d.list("banned")),
        renames(d.dict("renames")),
        number(d, "seed_mode") != 0,
        d.utf8("magnet", ""),
        d.longValue("pause_after_metadata", 0) != 0,
        SharingCodec.read(d.dict("sharing")));
  }

  private static void putRules(Map<String, Object> m, TorrentRules r) {
    m.put("sequential", r.isSequential() ? 1 : 0);
    m.put("order", r.order().name());
    m.put("priority", r.priority().name());
    m.put("down_limit", r.down());
    m.put("up_limit", r.up());
    m.put("peer_down_limit", r.peerDown());
    m.put("peer_up_limit", r.peerUp());
    m.put("max_peers", r.maxPeers());
    m.put("upload_slots", r.uploadSlots());
    m.put("goal_ratio_thousandths", r.ratio() < 0 ? -1 : Math.round(r.ratio() * THOUSAND));
    m.put("goal_seed_minutes", r.seedMinutes());
  }

  /** States of older versions have fewer of them. */
  private static TorrentRules rules(BDict d) throws Damage {
    TorrentRules.Order order =
        number(d, "sequential") != 0 ? TorrentRules.Order.SEQUENTIAL : TorrentRules.Order.DEFAULT;
    long ratio = d.longValue("goal_ratio_thousandths", -1);
    return new TorrentRules(
        count(d, "down_limit"),
        count(d, "up_limit"),
        Math.max(0, d.longValue("peer_down_limit", 0)),
        Math.max(0, d.longValue("peer_up_limit", 0)),
        (int) Math.min(Integer.MAX_VALUE, count(d, "max_peers")),
        Math.clamp(d.longValue("upload_slots", 0), 0, Integer.MAX_VALUE),
        choice(TorrentRules.Order.class, d.utf8("order", ""), order),
        choice(TorrentRules.Priority.class, d.utf8("priority", ""), TorrentRules.Priority.DEFAULT),
        ratio < 0 ? -1 : ratio / THOUSAND,
        Math.max(-1, d.longValue("goal_seed_minutes", -1)));
  }

  private static <E extends Enum<E>> E choice(Class<E> of, String name, E otherwise) {
    for (E e : of.getEnumConstants()) {
      if (e.name().equals(name)) {
        return e;
      }
    }
    return otherwise;
  }

  private static byte[] bytes(BDict d, String key) throws Damage {
    byte[] b = d.bytes(key);
    if (b == null) {
      throw new Damage("it has no \"" + key + "\"");
    }
    return b;
  }

  private static String text(BDict d, String key) throws Damage {
    bytes(d, key);
    return d.utf8(key);
  }

  private static long number(BDict d, String key) throws Damage {
    if (!d.isLong(key)) {
      throw new Damage("it has no \"" + key + "\"");
    }
    return d.longValue(key, 0);
  }

  private static long count(BDict d, String key) throws Damage {
    long n = number(d, key);
    if (n < 0) {
      throw new Damage("its \"" + key + "\" is negative");
    }
    return n;
  }

  private static Path path(String s) throws Damage {
    try {
      Path p = Path.of(s);
      if (p.isAbsolute()) {
        return p;
      }
    } catch (InvalidPathException e) {
      throw new Damage("its save path can't be used here: " + e.getMessage());
    }
    throw new Damage("its save path is not absolute");
  }

  private static Bits bits(byte[] bytes, long pieces) throws Damage {
    if (pieces < 0 || (pieces + 7) / 8 != bytes.length) {
      throw new Damage("its piece bits don't fit " + pieces + " pieces");
    }
    try {
      return Bits.fromBytes(bytes, (int) pieces);
    } catch (IllegalArgumentException e) {
      throw new Damage("its piece bits are wrong: " + e.getMessage());
    }
  }

  private static List<FileStamp> stamps(BList list) throws Damage {
    List<FileStamp> out = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      BList pair = list.list(i);
      if (pair.isEmpty()) {
        out.add(null);
      } else if (pair.size() == 2 && pair.isLong(0) && pair.isLong(1)) {
        out.add(new FileStamp(pair.longValue(0, -1), pair.longValue(1, 0)));
      } else {
        throw new Damage("the stamp of file " + i + " is wrong");
      }
    }
    return out;
  }

  private static List<String> texts(BList list) throws Damage {
    List<String> out = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      String s = list.utf8(i);
      if (s == null) {
        throw new Damage("a list holds something that is not text");
      }
      out.add(s);
    }
    return out;
  }

  private static List<List<String>> tiers(BList list) throws Damage {
    List<List<String>> out = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      out.add(texts(list.list(i)));
    }
    return out;
  }

  private static Map<Integer, List<String>> renames(BDict d) throws Damage {
    Map<Integer, List<String>> out = new HashMap<>();
    for (String key : d.keys()) {
      try {
        out.put(Integer.parseUnsignedInt(key), texts(d.list(key)));
      } catch (NumberFormatException e) {
        throw new Damage("a renamed file has no number");
      }
    }
    return out;
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}

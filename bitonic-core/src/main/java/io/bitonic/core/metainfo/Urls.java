package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tracker and web seed URLs from torrents: bounded, of a scheme we speak, each once. */
public final class Urls {
  private static final int MAX_LENGTH = 2048;
  private static final int MAX_TRACKERS = 500;
  private static final int MAX_WEB_SEEDS = 100;
  private static final Set<String> TRACKER_SCHEMES = Set.of("udp", "http", "https");
  private static final Set<String> WEB_SEED_SCHEMES = Set.of("http", "https");

  private Urls() {}

  /** {@code announce-list} by tier (BEP 12), or {@code announce} when that gives nothing. */
  static List<List<String>> trackers(BDict torrent) {
    List<List<String>> tiers = new ArrayList<>();
    BList list = torrent.list("announce-list");
    for (int i = 0; i < list.size(); i++) {
      // Some makers write a flat list of URLs instead of a list of tiers.
      tiers.add(list.isBytes(i) ? List.of(list.utf8(i)) : strings(list.list(i)));
    }
    List<List<String>> usable = tiers(tiers);
    String announce = torrent.utf8("announce");
    return usable.isEmpty() && announce != null ? tiers(List.of(List.of(announce))) : usable;
  }

  /** The usable URLs, in order and each once; tiers left empty are dropped. */
  public static List<List<String>> tiers(List<List<String>> tiers) {
    Set<String> seen = new HashSet<>();
    List<List<String>> out = new ArrayList<>();
    for (List<String> tier : tiers) {
      List<String> usable = new ArrayList<>();
      for (String url : tier) {
        String u = usable(url, TRACKER_SCHEMES);
        if (u != null && seen.size() < MAX_TRACKERS && seen.add(u)) {
          usable.add(u);
        }
      }
      if (!usable.isEmpty()) {
        out.add(List.copyOf(usable));
      }
    }
    return List.copyOf(out);
  }

  /** {@code url-list}, a string or a list of them (BEP 19). */
  public static List<String> webSeeds(BDict torrent) {
    String one = torrent.utf8("url-list");
    return webSeeds(one != null ? List.of(one) : strings(torrent.list("url-list")));
  }

  public static List<String> webSeeds(List<String> urls) {
    Set<String> seen = new HashSet<>();
    List<String> out = new ArrayList<>();
    for (String url : urls) {
      String u = usable(url, WEB_SEED_SCHEMES);
      if (u != null && seen.size() < MAX_WEB_SEEDS && seen.add(u)) {
        out.add(u);
      }
    }
    return List.copyOf(out);
  }

  private static List<String> strings(BList list) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String s = list.utf8(i);
      if (s != null) {
        out.add(s);
      }
    }
    return out;
  }

  /** The URL, or null when it has another scheme, no host, or characters no URL has. */
  private static String usable(String url, Set<String> schemes) {
    String u = url.strip();
    int colon = u.indexOf("://");
    if (colon < 0
        || u.length() > MAX_LENGTH
        || !schemes.contains(u.substring(0, colon).toLowerCase(Locale.ROOT))
        || u.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '\\')) {
      return null;
    }
    int host = colon + 3;
    boolean hasHost = host < u.length() && "/?#:@".indexOf(u.charAt(host)) < 0;
    return hasHost && Printable.text(u, MAX_LENGTH).equals(u) ? u : null;
  }
}

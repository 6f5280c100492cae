package io.bitonic.core.metainfo;

import java.util.List;

/**
 * A magnet link (BEP 9, file selection BEP 53, v2 BEP 52). Immutable; see {@link MagnetParser}.
 *
 * @param infoHash what is sought: v1, v2 or both
 * @param name the link's display name, printable, or empty
 * @param trackers announce URLs, each once
 * @param webSeeds BEP 19 URLs
 * @param peers addresses that may have it, as {@code host:port}, IPv6 in brackets
 * @param selected files to download, by index in the torrent; empty: all
 */
public record Magnet(
    InfoHash infoHash,
    String name,
    List<String> trackers,
    List<String> webSeeds,
    List<String> peers,
    List<Range> selected) {

  /** File indices from {@code first} to {@code last}, both included. */
  public record Range(int first, int last) {}

  public Magnet {
    trackers = List.copyOf(trackers);
    webSeeds = List.copyOf(webSeeds);
    peers = List.copyOf(peers);
    selected = List.copyOf(selected);
  }

  /** The link of a torrent whose metadata is known. */
  public static Magnet of(Metainfo meta) {
    return new Magnet(
        meta.infoHash(),
        meta.name(),
        meta.trackers().stream().flatMap(List::stream).toList(),
        meta.webSeeds(),
        List.of(),
        List.of());
  }

  /** What to call it before its metadata is there. */
  public String title() {
    return name.isEmpty() ? infoHash.id() : name;
  }

  /** Whether the link wants this file (BEP 53). */
  public boolean selects(int file) {
    return selected.isEmpty()
        || selected.stream().anyMatch(r -> r.first() <= file && file <= r.last());
  }

  /** Each tracker is a tier of its own: they are all asked. */
  public List<List<String>> tiers() {
    return trackers.stream().map(List::of).toList();
  }

  /** The link in its canonical form; parsing it gives an equal value. */
  public String uri() {
    StringBuilder b = new StringBuilder("magnet:?");
    if (infoHash.hasV1()) {
      b.append("xt=urn:btih:").append(infoHash.v1Hex());
    }
    if (infoHash.hasV2()) {
      b.append(infoHash.hasV1() ? "&" : "").append("xt=urn:btmh:1220").append(infoHash.v2Hex());
    }
    if (!name.isEmpty()) {
      b.append("&dn=").append(Percent.encode(name));
    }
    trackers.forEach(t -> b.append("&tr=").append(Percent.encode(t)));
    webSeeds.forEach(w -> b.append("&ws=").append(Percent.encode(w)));
    // Colons and brackets may stand in a query as they are.
    peers.forEach(p -> b.append("&x.pe=").append(p));
    String sep = "&so=";
    for (Range r : selected) {
      b.append(sep).append(r.first());
      if (r.last() > r.first()) {
        b.append('-').append(r.last());
      }
      sep = ",";
    }
    return b.toString();
  }

  @Override
  public String toString() {
    return uri();
  }
}

package io.bitonic.core.tracker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Which tracker comes after which (BEP 12). No URL twice, no empty tier. Loop thread only. */
final class TrackerTiers {
  private final List<List<TrackerEntry>> tiers = new ArrayList<>();
  private final int limit;

  TrackerTiers(List<List<String>> urls, int limit, RandomGenerator random) {
    this.limit = limit;
    for (List<String> tier : urls) {
      int index = tiers.size();
      for (String url : tier) {
        add(url, index);
      }
    }
    for (List<TrackerEntry> tier : tiers) {
      Collections.shuffle(tier, Random.from(random));
    }
  }

  /**
   * Appends to a tier; an index past the last opens a new one.
   *
   * @return null when the URL is known, empty or one too many
   */
  TrackerEntry add(String url, int tier) {
    String stripped = url.strip();
    List<TrackerEntry> all = all();
    boolean known = all.stream().anyMatch(e -> e.url.equals(stripped));
    if (known || stripped.isEmpty() || all.size() >= limit) {
      return null;
    }
    TrackerEntry e = new TrackerEntry(stripped);
    if (tier < tiers.size()) {
      tiers.get(Math.max(0, tier)).add(e);
    } else {
      tiers.add(new ArrayList<>(List.of(e)));
    }
    return e;
  }

  /** The removed tracker, or null. */
  TrackerEntry remove(String url) {
    for (List<TrackerEntry> tier : tiers) {
      for (TrackerEntry e : tier) {
        if (e.url.equals(url)) {
          tier.remove(e);
          tiers.removeIf(List::isEmpty);
          return e;
        }
      }
    }
    return null;
  }

  /** Moves a tracker to the front of its tier, unless one before it works too. */
  void promote(TrackerEntry e) {
    for (List<TrackerEntry> tier : tiers) {
      int at = tier.indexOf(e);
      if (at >= 0 && tier.subList(0, at).stream().noneMatch(TrackerEntry::working)) {
        Collections.rotate(tier.subList(0, at + 1), 1);
      }
    }
  }

  List<List<TrackerEntry>> tiers() {
    return tiers;
  }

  /** A copy, in order. */
  List<TrackerEntry> all() {
    List<TrackerEntry> out = new ArrayList<>();
    tiers.forEach(out::addAll);
    return out;
  }
}

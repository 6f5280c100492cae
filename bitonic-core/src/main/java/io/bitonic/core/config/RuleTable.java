package io.bitonic.core.config;

import io.bitonic.core.api.TorrentRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What can be set for one torrent or for all of a label: names, types and texts. */
public final class RuleTable {
  /**
   * One of them.
   *
   * @param text one line for people
   * @param <T> the value's class
   */
  public record Rule<T>(String name, Type<T> type, String text, Function<TorrentRules, T> value) {
    String toml(TorrentRules r) {
      return type.toToml(value.apply(r));
    }
  }

  private static final Map<String, Rule<?>> BY_NAME = new LinkedHashMap<>();

  private static final Rule<Long> DOWN =
      rule("down", Type.rate(), "Download rate of the torrent.", TorrentRules::down);
  private static final Rule<Long> UP =
      rule("up", Type.rate(), "Upload rate of the torrent.", TorrentRules::up);
  private static final Rule<Long> PEER_DOWN =
      rule(
          "peer_down",
          Type.rate(),
          "Download rate from each of its peers.",
          TorrentRules::peerDown);
  private static final Rule<Long> PEER_UP =
      rule("peer_up", Type.rate(), "Upload rate to each of its peers.", TorrentRules::peerUp);
  private static final Rule<Integer> MAX_PEERS =
      rule(
          "max_peers",
          Type.integer(0, 10_000),
          "Its connections; 0: network.max_peers_per_torrent.",
          TorrentRules::maxPeers);
  private static final Rule<Integer> UPLOAD_SLOTS =
      rule(
          "upload_slots",
          Type.integer(0, 1000),
          "Its peers that are uploaded to at a time; 0: limits.upload_slots.",
          TorrentRules::uploadSlots);
  private static final Rule<TorrentRules.Order> ORDER =
      rule(
          "order",
          Type.choice(TorrentRules.Order.class),
          "In which order its pieces are asked for; default: strategy.order.",
          TorrentRules::order);
  private static final Rule<TorrentRules.Priority> PRIORITY =
      rule(
          "priority",
          Type.choice(TorrentRules.Priority.class),
          "Its share of common limits: high has twice that of normal, four times that of low.",
          TorrentRules::priority);
  private static final Rule<Double> RATIO =
      rule(
          "ratio",
          Type.number(-1, 10_000),
          "Ratio that ends its seeding; -1: the session's rule.",
          TorrentRules::ratio);
  private static final Rule<Integer> SEED_TIME =
      rule(
          "seed_time",
          Type.integer(-1, 10_000_000),
          "Minutes of seeding that end it; -1: the session's rule.",
          r -> (int) r.seedMinutes());

  private RuleTable() {}

  private static <T> Rule<T> rule(
      String name, Type<T> type, String text, Function<TorrentRules, T> value) {
    Rule<T> r = new Rule<>(name, type, text, value);
    BY_NAME.put(name, r);
    return r;
  }

  /** All, in order. */
  public static List<Rule<?>> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** The rule of that name, or null. */
  static Rule<?> find(String name) {
    return BY_NAME.get(name);
  }

  /**
   * Rules with one of them changed, as a user writes it; {@code default} takes it back.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static TorrentRules with(TorrentRules rules, String name, String text) {
    Rule<?> rule = find(name);
    if (rule == null) {
      throw new IllegalArgumentException(
          "'" + name + "' can't be set for a torrent; choose " + String.join(", ", names()));
    }
    Map<String, Object> values = values(rules);
    if (text.strip().equals("default")) {
      values.put(name, rule.value().apply(TorrentRules.NONE));
    } else {
      values.put(name, rule.type().fromText(text));
    }
    return rules(values);
  }

  /** The names, in order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** What differs from the engine's settings: texts as in the file, by name. */
  public static Map<String, String> differences(TorrentRules rules) {
    Map<String, String> out = new LinkedHashMap<>();
    for (Rule<?> r : BY_NAME.values()) {
      if (!r.value().apply(rules).equals(r.value().apply(TorrentRules.NONE))) {
        out.put(r.name(), r.toml(rules));
      }
    }
    return out;
  }

  static Map<String, Object> values(TorrentRules rules) {
    Map<String, Object> values = new LinkedHashMap<>();
    BY_NAME.forEach((name, r) -> values.put(name, r.value().apply(rules)));
    return values;
  }

  /** The rules that have these values, and for names that are missing nothing. */
  static TorrentRules rules(Map<String, Object> values) {
    return new TorrentRules(
        get(values, DOWN),
        get(values, UP),
        get(values, PEER_DOWN),
        get(values, PEER_UP),
        get(values, MAX_PEERS),
        get(values, UPLOAD_SLOTS),
        get(values, ORDER),
        get(values, PRIORITY),
        get(values, RATIO),
        get(values, SEED_TIME));
  }

  @SuppressWarnings("unchecked")
  private static <T> T get(Map<String, Object> values, Rule<T> rule) {
    Object v = values.get(rule.name());
    return v == null ? rule.value().apply(TorrentRules.NONE) : (T) v;
  }

  /** The names with their types and texts, for people. */
  public static List<String> help() {
    List<String> lines = new ArrayList<>();
    for (Rule<?> r : BY_NAME.values()) {
      lines.add(r.name() + ": " + r.text());
    }
    return lines;
  }
}

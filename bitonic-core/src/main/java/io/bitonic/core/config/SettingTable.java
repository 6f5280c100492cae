package io.bitonic.core.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Every setting there is, in the order of the configuration file, and how the {@link Settings} of
 * an engine are made of them. The rows themselves stand with their part of the file, as in {@link
 * NetworkSettings}.
 */
public final class SettingTable {
  private static final String LABELS = "labels.";
  private static final Map<String, Setting<?>> BY_KEY = new LinkedHashMap<>();
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("network", "Sockets and connections.");
    SECTIONS.put("disk", "Files and the memory in front of them.");
    SECTIONS.put("hash", "Checking pieces.");
    SECTIONS.put("strategy", "What is asked for, and in which order.");
    SECTIONS.put("limits", "Rates and slots.");
    SECTIONS.put("queue", "Who runs, until when, and where finished torrents go.");
    SECTIONS.put("watch", "Folders from which the session adds torrents by itself.");
    SECTIONS.put("commands", "Programs that the session runs when something happens to a torrent.");
    SECTIONS.put("discovery", "Where peers are sought besides trackers.");
    SECTIONS.put("security", "Who is talked to, and how.");
    SECTIONS.put("proxy", "A proxy between us and the network; nothing goes around it.");
    SECTIONS.put("observability", "What others can see of the engine.");
    SECTIONS.put("log", "What is written down of what happens.");
    SECTIONS.put("ui", "The dashboard. It remembers columns, order and history by itself.");
    for (SettingRows rows :
        List.of(
            NetworkSettings.ROWS,
            DiskSettings.ROWS,
            TransferSettings.ROWS,
            SessionSettings.ROWS,
            PeerSettings.ROWS,
            ObservabilitySettings.ROWS,
            UiSettings.ROWS)) {
      rows.all().forEach(SettingTable::add);
    }
  }

  private SettingTable() {}

  private static void add(Setting<?> s) {
    if (BY_KEY.put(s.key(), s) != null) {
      throw new IllegalStateException(s.key() + " twice");
    }
  }

  /** All settings, section by section. */
  public static List<Setting<?>> all() {
    return List.copyOf(BY_KEY.values());
  }

  /** Section names with a line on each, in order. */
  public static Map<String, String> sections() {
    return Collections.unmodifiableMap(SECTIONS);
  }

  /** The setting of that key, null when there is none. */
  public static Setting<?> find(String key) {
    return BY_KEY.get(key);
  }

  /** The key or section nearest to a mistyped one, or null when none is near. */
  public static String nearest(String key) {
    List<String> names = new ArrayList<>(BY_KEY.keySet());
    names.addAll(SECTIONS.keySet());
    return Nearest.of(key, names);
  }

  /**
   * The values that settings have, none of them a default.
   *
   * @param origin said of each
   */
  public static Values values(Settings settings, Values.Origin origin) {
    Values v = new Values();
    for (Setting<?> s : all()) {
      v.put(s, s.value().apply(settings), origin);
    }
    v.labels().putAll(settings.labels());
    return v;
  }

  /**
   * Keys of those that two settings differ in, in the order of the file; {@code labels.NAME} for a
   * label.
   */
  public static List<String> changes(Settings from, Settings to) {
    List<String> keys = new ArrayList<>();
    for (Setting<?> s : all()) {
      if (!s.value().apply(from).equals(s.value().apply(to))) {
        keys.add(s.key());
      }
    }
    TreeSet<String> names = new TreeSet<>(from.labels().keySet());
    names.addAll(to.labels().keySet());
    for (String name : names) {
      if (!Objects.equals(from.labels().get(name), to.labels().get(name))) {
        keys.add(LABELS + name);
      }
    }
    return keys;
  }

  /**
   * Settings with some values of others.
   *
   * @param keys as of {@link #changes}
   */
  public static Settings merge(Settings base, Settings other, Collection<String> keys) {
    Values v = values(base, Values.Origin.FILE);
    for (String key : keys) {
      Setting<?> s = find(key);
      if (s != null) {
        v.put(s, s.value().apply(other), Values.Origin.FILE);
      } else if (key.startsWith(LABELS)) {
        String name = key.substring(LABELS.length());
        if (other.labels().containsKey(name)) {
          v.labels().put(name, other.labels().get(name));
        } else {
          v.labels().remove(name);
        }
      }
    }
    return settings(v, base.stateDir());
  }

  /** The engine's settings with state under {@code stateDir}. */
  public static Settings settings(Values v, Path stateDir) {
    return new Settings(
        NetworkSettings.network(v),
        DiskSettings.disk(v),
        DiskSettings.hash(v),
        TransferSettings.limits(v),
        TransferSettings.strategy(v),
        SessionSettings.queue(v),
        SessionSettings.watch(v),
        SessionSettings.commands(v),
        PeerSettings.discovery(v),
        PeerSettings.security(v),
        PeerSettings.proxy(v),
        ObservabilitySettings.observability(v),
        ObservabilitySettings.log(v),
        UiSettings.ui(v),
        v.labels(),
        stateDir);
  }
}

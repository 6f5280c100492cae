package io.bitonic.core.alert;

import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.config.ConfigEditor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps active alerts and the history in one small file, replaced as a whole. A line that can't be
 * read is left out: forgetting an alert is better than not starting. Not thread-safe.
 */
public final class AlertStore {
  /** Events that are remembered. */
  public static final int MAX_HISTORY = 1_000;

  private static final String HEAD = "bitonic-alerts 1";
  private static final long MAX_BYTES = 4 << 20;
  private static final int FIELDS = 9;
  private static final String HELD = "held";
  private static final int HELD_FIELDS = 6;
  private static final int MAX_HELD = 2_000;
  private static final int MAX_TEXT = 600;

  private final Path file;
  private final List<ActiveAlert> active = new ArrayList<>();
  private final List<HeldCondition> held = new ArrayList<>();
  private final ArrayDeque<AlertEvent> history = new ArrayDeque<>();

  private AlertStore(Path file) {
    this.file = file;
  }

  /** Reads what is there; a missing or damaged file gives what can be read of it. */
  public static AlertStore load(Path file) throws IOException {
    AlertStore s = new AlertStore(file);
    if (!Files.exists(file) || Files.size(file) > MAX_BYTES) {
      return s;
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(HEAD)) {
      return s;
    }
    for (int i = 1; i < lines.length; i++) {
      s.read(lines[i]);
    }
    return s;
  }

  private void read(String line) {
    String[] f = line.split("\t", -1);
    try {
      if (f.length == HELD_FIELDS && f[0].equals(HELD) && held.size() < MAX_HELD) {
        held.add(
            new HeldCondition(f[1], f[2], text(f[3]), Long.parseLong(f[4]), Long.parseLong(f[5])));
      }
      if (f.length != FIELDS) {
        return;
      }
      AlertSeverity severity = AlertSeverity.valueOf(f[2]);
      String name = text(f[4]);
      long millis = Long.parseLong(f[5]);
      double value = Double.parseDouble(f[6]);
      boolean known = AlertRule.NAME.matcher(f[1]).matches();
      if (known && f[0].equals("active") && active.size() < AlertEngine.MAX_ACTIVE) {
        active.add(
            new ActiveAlert(
                f[1], severity, text(f[3]), name, millis, value, text(f[8]), f[7].equals("yes")));
      } else if (known && !f[0].equals("active")) {
        add(
            new AlertEvent(
                f[0].equals("fired"), f[1], severity, text(f[3]), name, millis, value, text(f[8])));
      }
    } catch (IllegalArgumentException e) {
      // Damaged: left out.
      return;
    }
  }

  public List<ActiveAlert> active() {
    return List.copyOf(active);
  }

  /** Conditions that held at the last save and were no alerts yet. */
  public List<HeldCondition> held() {
    return List.copyOf(held);
  }

  public void held(List<HeldCondition> now) {
    held.clear();
    held.addAll(now.subList(0, Math.min(now.size(), MAX_HELD)));
  }

  /** The oldest first. */
  public List<AlertEvent> history() {
    return List.copyOf(history);
  }

  public void active(List<ActiveAlert> now) {
    active.clear();
    active.addAll(now);
  }

  public void add(AlertEvent e) {
    if (history.size() == MAX_HISTORY) {
      history.removeFirst();
    }
    history.add(e);
  }

  public void clearHistory() {
    history.clear();
  }

  /**
   * @throws IOException when nothing was written
   */
  public void save() throws IOException {
    StringBuilder b = new StringBuilder(HEAD).append('\n');
    for (ActiveAlert a : active) {
      line(
          b,
          "active",
          a.rule(),
          a.severity().name(),
          a.subject(),
          a.name(),
          Long.toString(a.firedMillis()),
          Double.toString(a.value()),
          a.dismissed() ? "yes" : "no",
          a.message());
    }
    for (HeldCondition h : held) {
      line(
          b,
          HELD,
          h.rule(),
          h.condition(),
          h.subject(),
          Long.toString(h.sinceMillis()),
          Long.toString(h.lookMillis()));
    }
    for (AlertEvent e : history) {
      line(
          b,
          e.fired() ? "fired" : "cleared",
          e.rule(),
          e.severity().name(),
          e.subject(),
          e.name(),
          Long.toString(e.millis()),
          Double.toString(e.value()),
          "no",
          e.message());
    }
    ConfigEditor.write(file, b.toString());
  }

  private static void line(StringBuilder b, String... fields) {
    for (int i = 0; i < fields.length; i++) {
      b.append(i == 0 ? "" : "\t").append(text(fields[i]));
    }
    b.append('\n');
  }

  /** Without what would end a field, and no longer than {@value #MAX_TEXT}. */
  private static String text(String s) {
    StringBuilder b = new StringBuilder();
    int n = Math.min(s.length(), MAX_TEXT);
    for (int i = 0; i < n; i++) {
      char c = s.charAt(i);
      boolean bad = c < ' ' || c == 127 || Character.isSurrogate(c) && !isPair(s, i, n);
      b.append(bad ? '?' : c);
    }
    return b.toString();
  }

  private static boolean isPair(String s, int i, int end) {
    char c = s.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < end && Character.isLowSurrogate(s.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(s.charAt(i - 1));
  }
}

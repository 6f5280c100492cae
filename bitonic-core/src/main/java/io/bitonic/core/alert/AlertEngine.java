package io.bitonic.core.alert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Decides by rules and samples when alerts begin and end. Pure: time comes with the samples. Not
 * thread-safe.
 *
 * <p>An alert begins when its condition has held without a break for as long as the rule says, and
 * ends when the rule's clear condition has. A value that is not known changes nothing, but breaks
 * what has not begun yet; so does a gap between two samples.
 */
public final class AlertEngine {
  /** More alerts than that do not begin. */
  static final int MAX_ACTIVE = 500;

  /** Of one rule, subjects whose condition holds; more are not looked at. */
  private static final int MAX_WATCHED = 2_000;

  /** Without a sample for so long, nothing is known of the time between. */
  static final long GAP_MILLIS = 180_000;

  /** So long after the start may the subject of an alert that was restored be missing. */
  static final long GRACE_MILLIS = 300_000;

  private static final long NEVER = Long.MIN_VALUE;

  /** A rule and a subject whose condition holds, or whose alert is active. */
  private static final class Watch {
    String name;
    long since = NEVER;
    long clearSince = NEVER;
    boolean seen;
    long lastLook;
    ActiveAlert active;

    Watch(String name) {
      this.name = name;
    }
  }

  private final Map<String, Map<String, Watch>> watches = new HashMap<>();
  private final Map<String, Increase> increases = new HashMap<>();
  private List<AlertRule> rules;
  private long looks;
  private long start = Long.MIN_VALUE;
  private long last;
  private int active;
  private boolean full;

  /**
   * @param restored alerts that were active before
   */
  public AlertEngine(List<AlertRule> rules, List<ActiveAlert> restored) {
    this.rules = List.copyOf(rules);
    restore(restored);
  }

  /**
   * Takes over alerts that were active elsewhere or before; those that are known stay as they are.
   */
  public void restore(List<ActiveAlert> restored) {
    for (ActiveAlert a : restored) {
      Map<String, Watch> all = watches.computeIfAbsent(a.rule(), k -> new LinkedHashMap<>());
      Watch w = all.computeIfAbsent(a.subject(), k -> new Watch(a.name()));
      if (w.active == null && active < MAX_ACTIVE) {
        w.active = a;
        active++;
      }
    }
  }

  /**
   * Takes over for how long conditions have held before, unless the last look is so long ago that
   * nothing is known of the time between. To be called before the first sample.
   *
   * @param wallMillis now
   * @param elapsedMillis now, of the clock that samples have
   */
  public void restoreHeld(List<HeldCondition> held, long wallMillis, long elapsedMillis) {
    for (HeldCondition h : held) {
      boolean ordered = h.sinceMillis() <= h.lookMillis() && h.lookMillis() <= wallMillis;
      AlertRule r = rule(h.rule());
      boolean same = r != null && r.condition().toString().equals(h.condition());
      if (!ordered || !same || wallMillis - h.lookMillis() > GAP_MILLIS) {
        continue;
      }
      Map<String, Watch> all = watches.computeIfAbsent(h.rule(), k -> new LinkedHashMap<>());
      if (all.size() < MAX_WATCHED) {
        Watch w = all.computeIfAbsent(h.subject(), k -> new Watch(""));
        if (w.active == null && w.since == NEVER) {
          w.since = elapsedMillis - (wallMillis - h.sinceMillis());
        }
      }
    }
  }

  /** Conditions that hold and have not become alerts yet, as of the last look. */
  public List<HeldCondition> held(long wallMillis, long elapsedMillis) {
    List<HeldCondition> list = new ArrayList<>();
    for (AlertRule r : rules) {
      String text = r.condition().toString();
      watches
          .getOrDefault(r.name(), Map.of())
          .forEach(
              (subject, w) -> {
                if (w.active == null && w.since != NEVER) {
                  long since = wallMillis - (elapsedMillis - w.since);
                  list.add(new HeldCondition(r.name(), text, subject, since, wallMillis));
                }
              });
    }
    return list;
  }

  /** Alerts that are active, dismissed ones too, the oldest of a rule first. */
  public List<ActiveAlert> active() {
    List<ActiveAlert> all = new ArrayList<>();
    for (Map<String, Watch> m : watches.values()) {
      for (Watch w : m.values()) {
        if (w.active != null) {
          all.add(w.active);
        }
      }
    }
    all.sort(
        java.util.Comparator.comparingLong(ActiveAlert::firedMillis)
            .thenComparing(ActiveAlert::rule)
            .thenComparing(ActiveAlert::subject));
    return all;
  }

  /** Whether alerts have been left out because there are too many. */
  public boolean isFull() {
    return full;
  }

  /** Puts other rules into force; alerts of rules that are gone end. */
  public List<AlertEvent> rules(List<AlertRule> changed, long wallMillis) {
    Map<String, AlertRule> before = new HashMap<>();
    rules.forEach(r -> before.put(r.name(), r));
    rules = List.copyOf(changed);
    for (AlertRule r : rules) {
      AlertRule old = before.get(r.name());
      if (old != null && !old.condition().equals(r.condition())) {
        increases.remove(r.name());
        if (watches.containsKey(r.name())) {
          watches.get(r.name()).values().forEach(w -> w.since = NEVER);
        }
      }
    }
    return dropUnruled(wallMillis);
  }

  private List<AlertEvent> dropUnruled(long wallMillis) {
    List<AlertEvent> events = new ArrayList<>();
    Iterator<Map.Entry<String, Map<String, Watch>>> it = watches.entrySet().iterator();
    while (it.hasNext()) {
      var e = it.next();
      AlertRule r = rule(e.getKey());
      if (r == null || !r.enabled()) {
        for (Watch w : e.getValue().values()) {
          end(w, wallMillis, Double.NaN, "its rule was removed or turned off", events);
        }
        it.remove();
        increases.remove(e.getKey());
      }
    }
    return events;
  }

  private AlertRule rule(String name) {
    for (AlertRule r : rules) {
      if (r.name().equals(name)) {
        return r;
      }
    }
    return null;
  }

  /**
   * Takes alerts away that a user has seen. They come again when their condition has not held for a
   * while and holds again.
   */
  public List<AlertEvent> dismiss(Predicate<ActiveAlert> which, long wallMillis) {
    List<AlertEvent> events = new ArrayList<>();
    for (Map<String, Watch> m : watches.values()) {
      for (Watch w : m.values()) {
        ActiveAlert a = w.active;
        if (a != null && !a.dismissed() && which.test(a)) {
          w.active =
              new ActiveAlert(
                  a.rule(),
                  a.severity(),
                  a.subject(),
                  a.name(),
                  a.firedMillis(),
                  a.value(),
                  a.message(),
                  true);
          events.add(AlertEvent.cleared(a, wallMillis, Double.NaN, "cleared by hand"));
        }
      }
    }
    return events;
  }

  /** Looks at a sample and tells what has begun and ended. */
  public List<AlertEvent> evaluate(AlertSample sample) {
    long now = sample.elapsedMillis();
    if (start == Long.MIN_VALUE) {
      start = now;
    } else if (now - last > GAP_MILLIS) {
      watches.values().forEach(m -> m.values().forEach(AlertEngine::interrupt));
      increases.clear();
    }
    last = now;
    looks++;
    List<AlertEvent> events = dropUnruled(sample.wallMillis());
    for (AlertRule rule : rules) {
      if (rule.enabled()) {
        evaluate(rule, sample, events);
      }
    }
    return events;
  }

  private static void interrupt(Watch w) {
    w.since = NEVER;
    w.clearSince = NEVER;
  }

  private void evaluate(AlertRule rule, AlertSample sample, List<AlertEvent> events) {
    AlertCondition c = rule.condition();
    sample.each(
        c.metric(),
        (subject, name, raw) -> {
          double v = raw;
          if (c.windowMillis() > 0) {
            Increase i = increases.get(rule.name());
            if (i == null || i.window() != c.windowMillis()) {
              i = new Increase(c.windowMillis());
              increases.put(rule.name(), i);
            }
            v = i.add(sample.elapsedMillis(), raw);
          }
          look(rule, subject, name, v, sample, events);
        });
    Map<String, Watch> all = watches.get(rule.name());
    if (all != null) {
      dropGone(all, sample, events);
      if (all.isEmpty()) {
        watches.remove(rule.name());
      }
    }
  }

  /** Subjects that are not there any more, such as a torrent that was removed. */
  private void dropGone(Map<String, Watch> all, AlertSample sample, List<AlertEvent> events) {
    boolean started = sample.elapsedMillis() - start > GRACE_MILLIS;
    Iterator<Watch> it = all.values().iterator();
    while (it.hasNext()) {
      Watch w = it.next();
      boolean here = w.lastLook == looks;
      if (!here && (w.seen || started)) {
        end(w, sample.wallMillis(), Double.NaN, "it is not there any more", events);
        it.remove();
      } else if (here && w.active == null && w.since == NEVER) {
        it.remove();
      }
    }
  }

  private void look(
      AlertRule rule,
      String subject,
      String name,
      double value,
      AlertSample sample,
      List<AlertEvent> events) {
    Map<String, Watch> all = watches.get(rule.name());
    Watch w = all == null ? null : all.get(subject);
    boolean holds = rule.condition().holds(value);
    if (w == null) {
      if (!holds || all != null && all.size() >= MAX_WATCHED) {
        return;
      }
      w = new Watch(name);
      watches.computeIfAbsent(rule.name(), k -> new LinkedHashMap<>()).put(subject, w);
    }
    w.seen = true;
    w.lastLook = looks;
    w.name = name;
    long now = sample.elapsedMillis();
    if (w.active != null) {
      lookForEnd(rule, w, value, sample, events);
    } else if (!holds) {
      w.since = NEVER;
    } else {
      w.since = w.since == NEVER ? now : w.since;
      if (now - w.since >= rule.condition().forMillis()) {
        begin(rule, subject, w, value, sample.wallMillis(), events);
      }
    }
  }

  private void lookForEnd(
      AlertRule rule, Watch w, double value, AlertSample sample, List<AlertEvent> events) {
    long now = sample.elapsedMillis();
    if (!rule.clear().holds(value)) {
      w.clearSince = NEVER;
      return;
    }
    w.clearSince = w.clearSince == NEVER ? now : w.clearSince;
    if (now - w.clearSince >= rule.clear().forMillis()) {
      String text = rule.condition().metric().name() + " is " + show(rule, value) + " again";
      end(w, sample.wallMillis(), value, text, events);
      w.since = NEVER;
    }
  }

  private static String show(AlertRule rule, double value) {
    return rule.condition().metric().unit().show(value);
  }

  private void begin(
      AlertRule rule,
      String subject,
      Watch w,
      double value,
      long wallMillis,
      List<AlertEvent> events) {
    if (active >= MAX_ACTIVE) {
      full = true;
      return;
    }
    String message = rule.message(w.name.isEmpty() ? subject : w.name, value);
    w.active =
        new ActiveAlert(
            rule.name(), rule.severity(), subject, w.name, wallMillis, value, message, false);
    w.clearSince = NEVER;
    active++;
    events.add(AlertEvent.fired(w.active));
  }

  /** A dismissed alert ends without a word: its user has been told. */
  private void end(Watch w, long wallMillis, double value, String why, List<AlertEvent> events) {
    if (w.active == null) {
      return;
    }
    if (!w.active.dismissed()) {
      events.add(AlertEvent.cleared(w.active, wallMillis, value, why));
    }
    w.active = null;
    w.clearSince = NEVER;
    active--;
    full = false;
  }
}

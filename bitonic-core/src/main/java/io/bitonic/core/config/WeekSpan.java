package io.bitonic.core.config;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of the week, written {@code Mon-Fri 08:00-18:00}, {@code Sat Sun 22:00-06:00} or {@code
 * 01:00-07:30} for every day. A span that ends before it begins goes on to the next day; one that
 * ends as it begins is a whole day. Local time.
 *
 * @param days on which it begins
 */
public record WeekSpan(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
  private static final Pattern TEXT =
      Pattern.compile("(?:([A-Za-z,\\- ]+?)\\s+)?(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})");
  private static final String NAMES = "montuewedthufrisatsun";

  public WeekSpan {
    days = Set.copyOf(days);
  }

  /** Whether the moment lies in it; its end does not. */
  public boolean contains(LocalDateTime at) {
    LocalTime time = at.toLocalTime();
    if (from.isBefore(to)) {
      return days.contains(at.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
    }
    return !time.isBefore(from) && days.contains(at.getDayOfWeek())
        || time.isBefore(to) && days.contains(at.getDayOfWeek().minus(1));
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  static WeekSpan parse(String text) {
    Matcher m = TEXT.matcher(text.strip());
    if (!m.matches()) {
      throw wrong(text);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    if (m.group(1) == null) {
      days = EnumSet.allOf(DayOfWeek.class);
    } else {
      for (String part : m.group(1).split("[, ]+")) {
        String[] ends = part.split("-", -1);
        if (ends.length > 2) {
          throw wrong(text);
        }
        DayOfWeek first = day(ends[0], text);
        DayOfWeek last = day(ends[ends.length - 1], text);
        for (DayOfWeek d = first; ; d = d.plus(1)) {
          days.add(d);
          if (d == last) {
            break;
          }
        }
      }
    }
    return new WeekSpan(days, time(m.group(2), text), time(m.group(3), text));
  }

  private static DayOfWeek day(String name, String text) {
    String s = name.strip().toLowerCase(Locale.ROOT);
    int at = s.length() < 3 ? -1 : NAMES.indexOf(s.substring(0, 3));
    if (at < 0 || at % 3 != 0) {
      throw wrong(text);
    }
    return DayOfWeek.of(at / 3 + 1);
  }

  private static LocalTime time(String s, String text) {
    int colon = s.indexOf(':');
    int hour = Integer.parseInt(s.substring(0, colon));
    int minute = Integer.parseInt(s.substring(colon + 1));
    if (hour == 24 && minute == 0) {
      return LocalTime.MIDNIGHT;
    }
    if (hour > 23 || minute > 59) {
      throw wrong(text);
    }
    return LocalTime.of(hour, minute);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a time of the week; write it as Mon-Fri 08:00-18:00");
  }

  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    for (DayOfWeek d : DayOfWeek.values()) {
      if (days.contains(d)) {
        int at = 3 * (d.getValue() - 1);
        names.add(
            NAMES.substring(at, at + 1).toUpperCase(Locale.ROOT) + NAMES.substring(at + 1, at + 3));
      }
    }
    return (names.size() == 7 ? "" : String.join(" ", names) + " ") + from + "-" + to;
  }
}

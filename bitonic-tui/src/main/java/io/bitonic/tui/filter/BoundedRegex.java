package io.bitonic.tui.filter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression that a user typed, with a bound on its work: one that backtracks without end
 * must not stop the screen. Not thread-safe: it counts its overruns.
 */
public final class BoundedRegex {
  /** Characters looked at for one text before the match is given up. */
  static final int STEPS = 20_000;

  /** Texts given up before the expression is not tried any more. */
  static final int OVERRUNS = 4;

  static final int MAX_PATTERN = 256;
  static final int MAX_TEXT = 1_024;

  private final Pattern pattern;
  private int overruns;

  /**
   * @throws java.util.regex.PatternSyntaxException when it is none
   */
  public BoundedRegex(String regex) {
    pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** True when the expression occurs in the text's first 1,024 characters. */
  public boolean find(String text) {
    if (overruns >= OVERRUNS) {
      return false;
    }
    Matcher m = pattern.matcher(new Steps(text));
    try {
      return m.find();
    } catch (TooSlow e) {
      overruns++;
      return false;
    } catch (StackOverflowError e) {
      // java.util.regex recurses for groups under a star; the text is short, but a caller's stack
      // may be nearly full
      overruns++;
      return false;
    }
  }

  /** True when the expression was given up: its results are not complete. */
  public boolean tooSlow() {
    return overruns > 0;
  }

  private static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final TooSlow INSTANCE = new TooSlow();

    private TooSlow() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Steps implements CharSequence {
    private final String text;
    private final int length;
    private int left = STEPS;

    Steps(String text) {
      this.text = text;
      this.length = Math.min(text.length(), MAX_TEXT);
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw TooSlow.INSTANCE;
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text.substring(0, length);
    }
  }
}

package io.bitonic.tui.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.fake.Torrents;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final long NOW = 1_700_000_000_000L + 3 * 86_400_000L;
  private static final Fields<TorrentSnapshot> FIELDS = FilterFields.torrents(() -> NOW);

  private static TorrentSnapshot sample() {
    Torrents t = Torrents.named("Ubuntu 24.04 Desktop.iso");
    t.state = TorrentState.SEEDING;
    t.size = 5 * Torrents.G;
    t.done = 5 * Torrents.G;
    t.uploaded = 11 * Torrents.G;
    t.up = 3 * Torrents.M;
    t.label = "Linux";
    t.tracker = "tracker.example.org";
    t.peers = 41;
    return t.snapshot();
  }

  private static boolean matches(String filter) throws FilterException {
    return Filter.parse(filter, FIELDS).matches(sample());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "ubuntu",
        "UBUNTU desk",
        "\"24.04 Desktop\"",
        "ratio>2",
        "ratio>=2.2",
        "ratio=2.2",
        "state=seeding",
        "state=seed",
        "state!=error",
        "name~\\.iso$",
        "name~^ubuntu",
        "label=linux",
        "size>4G",
        "size>=5GiB",
        "size=5g",
        "size<6000m",
        "up>2M/s",
        "up=3M",
        "added>2d",
        "added<3d12h",
        "!debian",
        "!(debian | fedora)",
        "debian | ubuntu",
        "state=seeding & ratio>2",
        "state=seeding ratio>2",
        "name~(debian|ubuntu)",
        "name!~fedora",
        "done=100",
        "done>=99%",
        "complete=yes",
        "private=no",
        "complete!=no",
        "path~^/srv",
        "peers>40 | peers<1",
        "name~[a-z|)]+",
        "ratio>2&state=seeding&!label=tv",
        "tracker~example\\.org",
        "!eta<1h"
      })
  void matching(String filter) throws FilterException {
    assertTrue(matches(filter), filter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "debian",
        "!ubuntu",
        "ratio>3",
        "state=error",
        "name~^iso",
        "label=",
        "size<5G",
        "added>4d",
        "ubuntu & debian",
        "eta<1h",
        "eta>1h",
        "private=yes",
        "up<1k",
        "name~[xyz]{4}"
      })
  void notMatching(String filter) throws FilterException {
    assertFalse(matches(filter), filter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ratio>; 6; a number",
        "ratio>abc; 6; a number",
        "size>1x; 5; a size",
        "eta<1h3; 4; a time",
        "wibble=3; 0; no field wibble",
        "ratio~2; 5; is a number",
        "name>2; 4; is text",
        "state=nope; 6; one of",
        "(ubuntu; 0; never closed",
        "ubuntu); 6; closes nothing",
        "ubuntu |; 8; missing",
        "!; 1; missing",
        "name~(; 6; regular expression",
        "name~; 5; regular expression",
        "\"abc; 0; never closed",
        "private=maybe; 8; =yes or =no",
      })
  void errorsHaveAPlace(String filter, int position, String words) {
    FilterException e =
        assertThrows(FilterException.class, () -> Filter.parse(filter.strip(), FIELDS));
    assertEquals(position, e.position(), e.getMessage());
    assertTrue(e.getMessage().contains(words.strip()), e.getMessage());
  }

  @Test
  void aRegexWithoutEndIsGivenUp() throws FilterException {
    Filter<TorrentSnapshot> f = Filter.parse("name~(a+)+$", FIELDS);
    TorrentSnapshot evil = Torrents.named("a".repeat(500) + "!").snapshot();
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            assertFalse(f.matches(evil));
          }
        });
    assertNotEquals("", f.problem());
  }

  @Test
  void nestingAndLengthAreBounded() {
    assertThrows(FilterException.class, () -> Filter.parse("(".repeat(900), FIELDS));
    assertThrows(FilterException.class, () -> Filter.parse("!".repeat(900) + "a", FIELDS));
    assertThrows(FilterException.class, () -> Filter.parse("a".repeat(5_000), FIELDS));
    assertThrows(FilterException.class, () -> Filter.parse("name~" + "(a|".repeat(200), FIELDS));
  }

  @Test
  void filesHaveTheirOwnFields() throws FilterException {
    Fields<FileRow> files = FilterFields.files();
    FileRow row = new FileRow(3, "Season 1/e01.mkv", 700 << 20, 350 << 20, FilePriority.HIGH);
    assertTrue(Filter.parse("path~\\.mkv$ & size>500M & done=50%", files).matches(row));
    assertTrue(Filter.parse("priority=high", files).matches(row));
    assertTrue(Filter.parse("season e01", files).matches(row));
    assertFalse(Filter.parse("priority=skip", files).matches(row));
  }

  @Test
  void oddTextNeverBreaksTheParser() {
    String alphabet = "ab~=<>!&|()\"[]\\ 1G.漢\uD83D";
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder b = new StringBuilder(i % 3 == 0 ? "name~" : "");
      for (int n = random.nextInt(12); n > 0; n--) {
        b.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Filter.parse(b.toString(), FIELDS).matches(sample());
      } catch (FilterException e) {
        assertTrue(e.position() >= 0 && e.position() <= b.length() + 1, b + " " + e.position());
      }
    }
  }
}

package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafePathTest {
  private static final String[] PARTS = {
    "..",
    ".",
    "/",
    "\\",
    "a",
    "B",
    "CON",
    "nul",
    "com1",
    ":",
    "~",
    " ",
    "",
    "\0",
    "\n",
    "\u001b[2J",
    "\u202e",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2028",
    "\ud83d",
    "\ude00",
    "\ud83d\ude00",
    "é",
    "e\u0301",
    "日本",
    ".txt",
    "%2e%2e",
    "|",
    "*",
    "\u0085",
    "\u00ad",
    "𝕏",
    "ß",
    "x".repeat(300),
    "語".repeat(120),
    "\udb40\udc41",
    "C:",
    "//server",
    "..\u200b",
    "\u2024\u2024",
    "．．",
    "／"
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain.txt|plain.txt",
        "a/b\\c|abc",
        "../../etc|....etc",
        "a: b?.mkv|a: b?.mkv",
        ".hidden|.hidden",
        "aux.c|aux.c",
        "end.|end.",
        "%2e%2e|%2e%2e"
      })
  void keepsHarmlessNamesAndStripsSeparators(String raw, String safe) {
    assertEquals(safe, SafePath.component(raw, false));
  }

  @Test
  void stripsWhatHidesOrDeceives() {
    assertEquals("exe.gpj", SafePath.component("\u202eexe.gpj", false));
    assertEquals("ab", SafePath.component("a\u200bb\ufeff", false));
    assertEquals("a[2Jb", SafePath.component("a\u001b[2J\r\nb\u0085\u2028", false));
    assertEquals("a", SafePath.component("a\ud83d", false));
    assertEquals("\ud83d\ude00", SafePath.component("\ud83d\ude00", false));
    for (String nothing : List.of("", ".", "..", "/", "..\u200b", ".\u202e.", "\0", "/../")) {
      String s = SafePath.component(nothing, false);
      assertTrue(s.isEmpty(), nothing);
    }
    assertEquals("_", SafePath.component("  ", false));
  }

  @Test
  void keepsJoinersOnlyInsideWordsThatNeedThem() {
    String family = "\ud83d\udc68\u200d\ud83d\udc69";
    assertEquals(family, SafePath.component(family, false));
    String persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
    assertEquals(persian, SafePath.component(persian, false));
    assertEquals("ab", SafePath.component("a\u200db\u200c", false));
    assertEquals(
        List.of(List.of("日本"), List.of("日\u200d本 (2)")),
        UniquePaths.of(List.of(List.of("日本"), List.of("日\u200d本"))));
  }

  @ParameterizedTest
  @CsvSource({
    "CON,_CON",
    "nul.txt,_nul.txt",
    "com1.tar.gz,_com1.tar.gz",
    "Lpt9,_Lpt9",
    "aux .c,_aux .c",
    "console,console",
    "com10,com10",
    "end...,end",
    "a:b,a_b",
    "'what? ',what_",
    "'. . .',''"
  })
  void windowsRulesApplyOnWindows(String raw, String safe) {
    assertEquals(safe, SafePath.component(raw, true));
  }

  @Test
  void longNamesKeepTheirExtensionAndStayUtf8() {
    for (String unit : List.of("x", "é", "語", "\ud83d\ude00")) {
      String s = SafePath.component(unit.repeat(200) + ".mkv", false);
      byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
      assertTrue(utf8.length <= 255 && utf8.length > 250 - 4 || unit.equals("x"));
      assertTrue(s.endsWith(".mkv"));
      assertEquals(s, new String(utf8, StandardCharsets.UTF_8));
    }
    assertEquals(255, SafePath.component("x".repeat(10_000) + ".txt", false).length());
    assertEquals(255, SafePath.component("x" + "." + "y".repeat(1000), false).length());
  }

  @Test
  void refusesTooManyFolders() {
    assertDoesNotThrow(() -> SafePath.path("m", Collections.nCopies(99, "a")));
    assertThrows(MetainfoException.class, () -> SafePath.path("m", Collections.nCopies(100, "a")));
    assertDoesNotThrow(() -> SafePath.path("m", Collections.nCopies(1000, "..")));
  }

  @Test
  void resolveRefusesWhatTheParserWouldNotMake() {
    Path root = Path.of("/srv/downloads");
    for (List<String> bad :
        List.of(
            List.<String>of(),
            List.of(".."),
            List.of("a", "..", "b"),
            List.of(""),
            List.of("a/b"))) {
      assertThrows(MetainfoException.class, () -> SafePath.resolve(root, bad));
    }
    assertDoesNotThrow(
        () -> assertEquals(root.resolve("a/b"), SafePath.resolve(root, List.of("a", "b"))));
  }

  @Test
  void noHostileNameLeavesTheRootOrMeetsAnother() throws Exception {
    Random random = new Random(11);
    Path root = Path.of("/srv/downloads");
    List<List<String>> paths = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      List<String> raw = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        raw.add(hostile(random));
      }
      paths.add(SafePath.path("m", raw));
      for (String r : raw) {
        String windows = SafePath.component(r, true);
        assertEquals(windows, SafePath.component(windows, true));
        assertFalse(windows.endsWith(".") || windows.endsWith(" ") || windows.contains(":"));
      }
    }
    List<List<String>> unique = UniquePaths.of(paths);
    Set<String> files = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (List<String> path : unique) {
      Path p = SafePath.resolve(root, path);
      assertEquals(p, p.normalize());
      assertTrue(p.startsWith(root) && p.getNameCount() == 2 + path.size());
      for (String c : path) {
        assertTrue(c.getBytes(StandardCharsets.UTF_8).length <= 255);
      }
      String key = String.join("/", path).toLowerCase(Locale.ROOT);
      assertTrue(files.add(key), key);
      for (int at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) {
        folders.add(key.substring(0, at));
      }
    }
    assertTrue(Collections.disjoint(files, folders));
  }

  private static String hostile(Random random) {
    StringBuilder s = new StringBuilder();
    for (int n = random.nextInt(5); n >= 0; n--) {
      if (random.nextInt(4) == 0) {
        s.append((char) random.nextInt(0x10000));
      } else {
        s.append(PARTS[random.nextInt(PARTS.length)]);
      }
    }
    return s.toString();
  }

  @Test
  void duplicatesAreNumberedBeforeTheExtension() {
    assertEquals(
        List.of(
            List.of("d", "a.txt"),
            List.of("D", "A (2).TXT"),
            List.of("d", "a (3).txt"),
            List.of("d", "a (2) (2).txt"),
            List.of("b (2)"),
            List.of("b", "c"),
            List.of(".x"),
            List.of(".X (2)")),
        UniquePaths.of(
            List.of(
                List.of("d", "a.txt"),
                List.of("D", "A.TXT"),
                List.of("d", "a.txt"),
                List.of("d", "a (2).txt"),
                List.of("b"),
                List.of("b", "c"),
                List.of(".x"),
                List.of(".X"))));
  }

  @Test
  void manyEqualNamesTakeLinearTime() {
    String longest = "x".repeat(255);
    List<List<String>> paths = new ArrayList<>();
    paths.addAll(Collections.nCopies(100_000, List.of("same")));
    paths.addAll(Collections.nCopies(100_000, List.of(longest)));
    List<List<String>> unique =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> UniquePaths.of(paths));
    assertEquals(200_000, new HashSet<>(unique).size());
    assertTrue(unique.stream().allMatch(p -> p.getLast().length() <= 255));
  }
}

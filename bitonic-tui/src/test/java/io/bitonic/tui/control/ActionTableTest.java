package io.bitonic.tui.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.app.Harness;
import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Name;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActionTableTest {
  private static final ActionTable TABLE = ActionTable.DASHBOARD;

  @Test
  void keysThatTerminalsTakeForThemselvesAreNotBound() {
    // Ctrl+I and Ctrl+M are Tab and Enter, Ctrl+S and Ctrl+Q flow control, Ctrl+P Docker's detach
    Set<String> never = Set.of("^I", "^M", "^S", "^Q", "^P", "^[", "^J", "^H");
    for (Action a : TABLE.actions()) {
      for (String k : a.keys()) {
        assertFalse(never.contains(k), a.name() + " is bound to " + k);
      }
    }
  }

  @Test
  void everyScopeCanBeLeft() {
    for (Scope s : Scope.values()) {
      if (s != Scope.GLOBAL) {
        assertNotNull(TABLE.find(s, "Esc"), s + " has no Esc");
      }
    }
  }

  @Test
  void noActionIsOutOfReach() {
    Set<String> callable = new HashSet<>();
    TABLE.callable().forEach(a -> callable.add(a.name()));
    for (Action a : TABLE.actions()) {
      assertTrue(!a.keys().isEmpty() || callable.contains(a.name()), a.name());
      assertTrue(a.name().matches("[a-z]+(-[a-z]+)*"), a.name());
      assertFalse(a.title().isBlank(), a.name());
    }
  }

  @Test
  void aKeyMeansOneThing() {
    Action a = Action.of("a", "A", Scope.MAIN, "x", (s, o) -> {});
    Action b = Action.of("b", "B", Scope.MAIN, "x", (s, o) -> {});
    Action c = Action.of("a", "C", Scope.MAIN, "y", (s, o) -> {});
    assertThrows(IllegalArgumentException.class, () -> new ActionTable(List.of(a, b)));
    assertThrows(IllegalArgumentException.class, () -> new ActionTable(List.of(a, c)));
  }

  @Test
  void theNearestScopeWins() {
    assertEquals("sort", TABLE.find(Scope.TORRENTS, "s").name());
    assertEquals("peer-sort", TABLE.find(Scope.PEERS, "s").name());
    assertEquals("redraw", TABLE.find(Scope.PROMPT, "^L").name());
  }

  @Test
  void theFooterHasOnlyWhatWorks() {
    Harness empty = new Harness(new FakeEngine(1), 80, 24);
    for (Action a : TABLE.footer(empty.state)) {
      assertEquals("", a.reason().apply(empty.state), a.name());
    }
    assertTrue(names(empty).contains("add"));
    assertFalse(names(empty).contains("remove"));
    Harness full = new Harness(FakeSwarm.small(), 80, 24);
    assertTrue(names(full).containsAll(List.of("add", "remove", "toggle", "mark", "filter")));
    full.keys("3");
    assertTrue(names(full).contains("ban"));
    full.keys("Esc a");
    assertFalse(names(full).contains("remove"));
    assertTrue(names(full).contains("add-now"));
  }

  private static List<String> names(Harness h) {
    return TABLE.footer(h.state).stream().map(Action::name).toList();
  }

  @Test
  void aKeyThatCannotActSaysWhy() {
    Harness empty = new Harness(new FakeEngine(1), 80, 24);
    for (String key : "p d D v r m l L i y K J Space".split(" ")) {
      empty.state.clearToast();
      empty.keys(key);
      assertNotNull(empty.state.toast(), key);
      assertTrue(empty.state.toast().text().contains("a adds one"), key);
    }
    assertTrue(empty.effects.isEmpty());
  }

  @Test
  void helpHasEveryKey() {
    Harness h = new Harness(FakeSwarm.small(), 80, 24);
    List<String> lines = HelpLines.of(h.state).stream().map(HelpLines.Line::keys).toList();
    for (Action a : TABLE.actions()) {
      if (!a.keys().isEmpty()) {
        assertTrue(lines.contains(String.join(" ", a.keys())), a.name());
      }
    }
  }

  @Test
  void search() {
    assertSame(TABLE.named("verify"), TABLE.search("check data").getFirst());
    assertTrue(TABLE.search("").size() > 40);
    assertTrue(TABLE.search("qqqqq").isEmpty());
  }

  @Test
  void namesOfKeys() {
    assertEquals("Space", Keys.name(Key.of(" ")));
    assertEquals("^K", Keys.name(Key.ctrl('k')));
    assertEquals("S-Tab", Keys.name(new Key(Name.TAB, "", false, false, true)));
    assertEquals("M-x", Keys.name(new Key(Name.CHARACTER, "x", false, true, false)));
    assertEquals("F1", Keys.name(Key.of(Name.F1)));
  }

  @Test
  void completion() {
    List<String> words = List.of("linux", "list", "film");
    assertEquals("li", Completion.complete("L", words).text().toLowerCase(java.util.Locale.ROOT));
    assertEquals(2, Completion.complete("li", words).candidates().size());
    assertEquals("film", Completion.complete("f", words).text());
    assertEquals("zz", Completion.complete("zz", words).text());
  }

  @Test
  void addressesWithoutPorts() {
    assertEquals("::1", DetailActions.withoutPort("[::1]:80"));
    assertEquals("192.0.2.1", DetailActions.withoutPort("192.0.2.1:6881"));
  }

  @Test
  void sources() {
    assertTrue(AddActions.looksLikeSource(" magnet:?xt=urn:btih:x\n"));
    assertTrue(AddActions.looksLikeSource("HTTPS://example.org/a"));
    assertTrue(AddActions.looksLikeSource("~/x.torrent"));
    assertFalse(AddActions.looksLikeSource("hello"));
    assertFalse(AddActions.looksLikeSource("/a\n/b"));
  }
}

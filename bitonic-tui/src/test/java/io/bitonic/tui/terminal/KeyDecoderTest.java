package io.bitonic.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Mouse;
import io.bitonic.tui.terminal.InputEvent.Name;
import io.bitonic.tui.terminal.InputEvent.Paste;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDecoderTest {
  private final List<InputEvent> events = new ArrayList<>();
  private final KeyDecoder decoder = new KeyDecoder(events::add);

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    decoder.feed(bytes, 0, bytes.length);
  }

  /** A short form: modifiers C-, A-, S- before the name or text. */
  private static String brief(InputEvent event) {
    if (!(event instanceof Key k)) {
      return event.toString();
    }
    String modifiers = (k.ctrl() ? "C-" : "") + (k.alt() ? "A-" : "") + (k.shift() ? "S-" : "");
    return modifiers + (k.name() == Name.CHARACTER ? k.text() : k.name().toString());
  }

  private String brief() {
    return events.stream().map(KeyDecoderTest::brief).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // text
        "a|a",
        "ü漢👍|ü 漢 👍",
        "^M^I^?^H|ENTER TAB BACKSPACE BACKSPACE",
        "^A^C^Z|C-a C-c C-z",
        "^\\^]^_|C-\\ C-] C-_",
        // xterm
        "^[[A^[[B^[[C^[[D|UP DOWN RIGHT LEFT",
        "^[OA^[OB^[OC^[OD|UP DOWN RIGHT LEFT",
        "^[[H^[[F^[OH^[OF|HOME END HOME END",
        "^[[1~^[[4~^[[2~^[[3~^[[5~^[[6~|HOME END INSERT DELETE PAGE_UP PAGE_DOWN",
        "^[OP^[OQ^[OR^[OS|F1 F2 F3 F4",
        "^[[15~^[[17~^[[18~^[[19~^[[20~^[[21~^[[23~^[[24~|F5 F6 F7 F8 F9 F10 F11 F12",
        "^[[1;5C^[[1;2A^[[1;3D^[[1;6H|C-RIGHT S-UP A-LEFT C-S-HOME",
        "^[[3;5~^[[5;3~|C-DELETE A-PAGE_UP",
        "^[[1;2P^[[1;2R^[[15;5~|S-F1 S-F3 C-F5",
        "^[[Z|S-TAB",
        "^[x^[X^[é^[^?^[^M|A-x A-X A-é A-BACKSPACE A-ENTER",
        // tmux and screen
        "^[[1~^[[4~^[[7~^[[8~|HOME END HOME END",
        "^[[11~^[[12~^[[13~^[[14~|F1 F2 F3 F4",
        // rxvt
        "^[[a^[[b^[[c^[[d|S-UP S-DOWN S-RIGHT S-LEFT",
        "^[Oa^[Ob^[Oc^[Od|C-UP C-DOWN C-RIGHT C-LEFT",
        "^[[5^^[[5$^[[5@^[[3$|C-PAGE_UP S-PAGE_UP C-S-PAGE_UP S-DELETE",
        "^[^[[A^[^[OB|A-UP A-DOWN",
        // Linux console
        "^[[[A^[[[B^[[[C^[[[D^[[[E|F1 F2 F3 F4 F5",
        // old GNOME and Konsole
        "^[O5P^[O1;2Q|C-F1 S-F2",
        // keypad in application mode
        "^[OM^[Oj^[Ok^[Op^[Oy|ENTER * + 0 9",
        // modifyOtherKeys and CSI-u
        "^[[27;5;9~^[[27;6;65~^[[27;3;120~|C-TAB C-a A-x",
        "^[[13;2u^[[27u^[[9;5u^[[97;5u^[[127;3u|S-ENTER ESCAPE C-TAB C-a A-BACKSPACE",
        // replies and reports are not keys
        "^[[?1;2c^[[?2026;2$y^[[24;80R^[[I^[[O^[[0na|a",
        "^[]11;rgb:1010/1010/1414^Gx^[P>xterm(390)^[\\y|x y",
        "^[[999;999;999;999;999;999~z|z",
      })
  void decodesSequences(String coded, String expected) {
    feed(decode(coded));
    assertEquals(-1, decoder.waitMillis(), "nothing is left over");
    assertEquals(expected.isBlank() ? "" : expected, brief());
  }

  /** "^[" is escape, "^M" Ctrl+M, "^?" delete; a caret that ends a sequence of digits is itself. */
  private static String decode(String coded) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < coded.length(); i++) {
      char c = coded.charAt(i);
      boolean caret =
          c == '^'
              && i + 1 < coded.length()
              && !(i > 0 && Character.isDigit(coded.charAt(i - 1)) && coded.charAt(i + 1) == '^');
      if (caret) {
        char next = coded.charAt(++i);
        out.append(next == '?' ? '\u007f' : (char) (next & 0x1F));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  @Test
  void everySliceOfAStreamGivesTheSameEvents() {
    String stream =
        "a\u001b[1;5C漢👍\u001b[<0;10;5M\u001b[200~pa\u001b[st\u001bed\u001b[201~\u001bOPz\u001b[15~";
    feed(stream);
    List<InputEvent> whole = List.copyOf(events);
    assertEquals(9, whole.size());
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      events.clear();
      for (int at = 0; at < bytes.length; ) {
        int n = Math.min(bytes.length - at, 1 + random.nextInt(round % 7 + 1));
        decoder.feed(bytes, at, n);
        at += n;
      }
      assertEquals(whole, events);
    }
  }

  @Test
  void escapeAloneIsAKeyAfterTheTimeout() {
    feed("\u001b");
    assertEquals("", brief());
    assertEquals(KeyDecoder.ESCAPE_MILLIS, decoder.waitMillis());
    decoder.expire();
    assertEquals("ESCAPE", brief());
    assertEquals(-1, decoder.waitMillis());
  }

  @Test
  void halfSequencesAreKeysOrNothingAfterTheTimeout() {
    feed("\u001b[");
    decoder.expire();
    feed("\u001bO");
    decoder.expire();
    feed("\u001b\u001b");
    decoder.expire();
    feed("\u001b[1;5");
    decoder.expire();
    feed("\u001bP");
    decoder.expire();
    feed("x");
    assertEquals("A-[ A-O ESCAPE ESCAPE A-P x", brief());
  }

  @Test
  void badUtf8IsOneReplacementAndLosesNothingElse() {
    byte[] bytes = {
      (byte) 0xC3, 'a', (byte) 0xFF, 'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'c', (byte) 0x80
    };
    decoder.feed(bytes, 0, bytes.length);
    assertEquals("\uFFFD a \uFFFD b \uFFFD c \uFFFD", brief());
    events.clear();
    decoder.feed(new byte[] {(byte) 0xF0, (byte) 0x9F}, 0, 2);
    decoder.expire();
    assertEquals("\uFFFD", brief());
  }

  @Test
  void decodesMouseReports() {
    feed(
        "\u001b[<0;10;5M\u001b[<0;10;5m\u001b[<34;1;1M\u001b[<64;3;4M\u001b[<65;3;4M\u001b[<35;9;9M\u001b[<20;2;2M");
    assertEquals(
        List.of(
            new Mouse(Mouse.Kind.DOWN, Mouse.Button.LEFT, 9, 4),
            new Mouse(Mouse.Kind.UP, Mouse.Button.LEFT, 9, 4),
            new Mouse(Mouse.Kind.DRAG, Mouse.Button.RIGHT, 0, 0),
            new Mouse(Mouse.Kind.WHEEL_UP, Mouse.Button.NONE, 2, 3),
            new Mouse(Mouse.Kind.WHEEL_DOWN, Mouse.Button.NONE, 2, 3),
            new Mouse(Mouse.Kind.DOWN, Mouse.Button.LEFT, 1, 1)),
        events);
    events.clear();
    feed("\u001b[M !!\u001b[M#!!");
    assertEquals(
        List.of(
            new Mouse(Mouse.Kind.DOWN, Mouse.Button.LEFT, 0, 0),
            new Mouse(Mouse.Kind.UP, Mouse.Button.NONE, 0, 0)),
        events);
  }

  @Test
  void aPasteIsOneEventWithoutControls() {
    feed("\u001b[200~magnet:?xt=urn\r\nline\u0007 2\ttab\u001b[201~q");
    assertEquals(List.of(new Paste("magnet:?xt=urn\nline 2\ttab", false), Key.of("q")), events);
  }

  @Test
  void aPastedMegabyteIsBounded() {
    feed("\u001b[200~");
    for (int i = 0; i < 1024; i++) {
      feed("漢".repeat(341) + "x");
    }
    feed("\u001b[201~");
    Paste paste = (Paste) events.getFirst();
    assertEquals(1, events.size());
    assertTrue(paste.truncated());
    int size = paste.text().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(size <= PasteBuffer.MAX_BYTES && size > PasteBuffer.MAX_BYTES - 8, "kept " + size);
    assertFalse(paste.text().contains("\uFFFD"));
  }

  @Test
  void aPasteThatNeverEndsIsEndedByTheTimeout() {
    feed("\u001b[200~abc");
    assertEquals(KeyDecoder.PASTE_MILLIS, decoder.waitMillis());
    decoder.expire();
    feed("d");
    assertEquals(List.of(new Paste("abc", false), Key.of("d")), events);
  }

  @Test
  void garbageNeverThrowsNorHangs() {
    Random random = new Random(9);
    byte[] bytes = new byte[64];
    for (int round = 0; round < 20_000; round++) {
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i += 1 + random.nextInt(6)) {
        bytes[i] = (byte) "\u001b[O;<~MP]\\0123456789um".charAt(random.nextInt(22));
      }
      decoder.feed(bytes, 0, bytes.length);
      while (decoder.waitMillis() >= 0) {
        decoder.expire();
      }
    }
    assertTrue(events.size() > 100_000);
    for (InputEvent event : events) {
      if (event instanceof Key k && k.name() == Name.CHARACTER) {
        assertEquals(1, k.text().codePointCount(0, k.text().length()));
      }
    }
  }
}

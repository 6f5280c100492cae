package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.control.Action;
import io.bitonic.tui.control.FooterKeys;
import io.bitonic.tui.control.PageSizes;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Rect;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.terminal.InputEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class MouseTest {
  private final Harness h = new Harness(FakeSwarm.small(), 120, 36);

  @Test
  void everythingSeenCanBeClicked() {
    List<Action> keys = FooterKeys.shown(h.state);
    assertEquals("add", keys.get(1).name());
    h.input(click(FooterKeys.START + 12, 35));
    assertInstanceOf(Overlay.Add.class, h.state.overlay());
    Rect add = PageSizes.box(h.state, h.state.overlay());
    AddForm form = ((Overlay.Add) h.state.overlay()).form();
    h.input(click(add.x() + 20, add.y() + 1 + AddForm.Field.PAUSED.ordinal()));
    assertTrue(form.on(AddForm.Field.PAUSED));
    h.input(click(0, 0));
    assertNotNull(h.state.overlay(), "what was typed is not lost by a slip");
    h.keys("Esc s");
    Rect menu = PageSizes.box(h.state, h.state.overlay());
    h.input(click(menu.x() + 3, menu.y() + 2));
    assertNull(h.state.overlay());
    h.keys("s");
    h.input(click(0, 10));
    assertNull(h.state.overlay());
    h.keys("c");
    Rect columns = PageSizes.box(h.state, h.state.overlay());
    h.input(click(columns.x() + 3, columns.y() + 2));
    assertFalse(h.state.preferences().columns().contains(TorrentColumn.SIZE));
    h.keys("Esc ,");
    Rect settings = PageSizes.box(h.state, h.state.overlay());
    int fps = h.state.preferences().fps();
    h.input(click(settings.x() + 1 + PageSizes.SETTING_VALUE, settings.y() + 5));
    assertTrue(h.state.preferences().fps() < fps);
    h.keys("Esc ^K");
    Rect palette = PageSizes.box(h.state, h.state.overlay());
    h.input(click(palette.x() + 3, palette.y() + 3));
    assertInstanceOf(Overlay.Add.class, h.state.overlay());
  }

  @Test
  void viewsInOneRowCanBeClicked() {
    h.resize(80, 24);
    h.input(click(9, 1));
    assertEquals("Active", h.state.torrents().view().title());
    h.input(click(2, 1));
    assertEquals("All", h.state.torrents().view().title());
  }

  @Test
  void helpIsInTheBottomLineHoweverNarrow() {
    for (int width : new int[] {60, 80, 100}) {
      h.resize(width, 24);
      for (String tab : List.of("1", "2", "3", "4", "5", "6", "7")) {
        h.keys(tab);
        List<String> names = FooterKeys.shown(h.state).stream().map(Action::name).toList();
        assertTrue(names.contains("help"), width + " " + names);
      }
      h.keys("Esc Esc");
    }
  }

  private static InputEvent click(int x, int y) {
    return new InputEvent.Mouse(InputEvent.Mouse.Kind.DOWN, InputEvent.Mouse.Button.LEFT, x, y);
  }
}

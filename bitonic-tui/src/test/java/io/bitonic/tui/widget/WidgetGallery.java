package io.bitonic.tui.widget;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.InputEvent;
import io.bitonic.tui.terminal.TerminalProblem;
import io.bitonic.tui.terminal.TerminalSession;
import io.bitonic.tui.theme.Themes;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Shows the example screens in a real terminal: t next theme, space next scene, m mouse, Ctrl+Z
 * stop, x throw, q quit.
 */
final class WidgetGallery {
  public static void main(String[] args) throws IOException, InterruptedException {
    try (TerminalSession session = TerminalSession.open(System.getenv())) {
      run(session, args.length > 0 ? args[0] : Themes.DEFAULT);
    } catch (TerminalProblem e) {
      System.err.println("gallery: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void run(TerminalSession session, String first)
      throws IOException, InterruptedException {
    Themes themes = new Themes(Path.of("nowhere"));
    int theme = Math.max(0, Themes.BUILT_IN.indexOf(first));
    int scene = 0;
    int tick = 0;
    String last = "";
    Canvas canvas = new Canvas(session.size().getColumns(), session.size().getRows());
    while (true) {
      var t = themes.load(Themes.BUILT_IN.get(theme), session.depth(), s -> {});
      Scenes.dashboard(canvas, t, tick++);
      switch (scene % 5) {
        case 1 -> Scenes.confirm(canvas, t);
        case 2 -> Scenes.prompt(canvas, t);
        case 3 -> Scenes.ask(canvas, t);
        case 4 -> canvas.put(2, 0, last, t.get(io.bitonic.tui.theme.Role.WARN));
        default -> {}
      }
      session.draw(canvas);
      InputEvent event = session.poll(scene == 4 ? 60_000 : 1000);
      if (event != null) {
        last = event.toString();
      }
      switch (event) {
        case InputEvent.Key k when k.text().equals("q") || k.text().equals("c") && k.ctrl() -> {
          return;
        }
        case InputEvent.Key k when k.text().equals("z") && k.ctrl() -> session.suspend();
        case InputEvent.Key k when k.text().equals("t") ->
            theme = (theme + 1) % Themes.BUILT_IN.size();
        case InputEvent.Key k when k.text().equals(" ") -> scene++;
        case InputEvent.Key k when k.text().equals("m") -> session.setMouse(true);
        case InputEvent.Key k when k.text().equals("x") ->
            throw new IllegalStateException("asked to fail");
        case InputEvent.Resize r -> canvas.resize(r.columns(), r.rows());
        case InputEvent.Resumed r ->
            canvas.resize(session.size().getColumns(), session.size().getRows());
        case InputEvent.Closed c -> {
          return;
        }
        case null, default -> {}
      }
    }
  }
}

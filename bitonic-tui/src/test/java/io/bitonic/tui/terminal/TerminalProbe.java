package io.bitonic.tui.terminal;

import java.io.IOException;

/**
 * Takes the terminal over, draws its size and goes the way out it is told; run by {@link TtyTest}
 * as its own process.
 */
final class TerminalProbe {
  public static void main(String[] arguments) throws IOException, InterruptedException {
    TerminalSession session;
    try {
      session = TerminalSession.open(System.getenv());
    } catch (TerminalProblem e) {
      System.out.println("problem: " + e.getMessage());
      return;
    }
    Canvas canvas = new Canvas(session.size().getColumns(), session.size().getRows());
    canvas.put(0, 0, canvas.width() + "x" + canvas.height(), Style.PLAIN);
    session.draw(canvas);
    System.out.println("held back");
    switch (arguments[0]) {
      case "quit" -> session.close();
      case "twice" -> {
        session.close();
        session.close();
      }
      case "throw" -> throw new IllegalStateException("asked to");
      case "exit" -> System.exit(3);
      case "term" -> {
        new ProcessBuilder("kill", "-TERM", String.valueOf(ProcessHandle.current().pid())).start();
        while (session.poll(10_000) == null) {
          canvas.clear(Style.PLAIN);
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}

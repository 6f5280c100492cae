package io.bitonic.app.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program with arguments as they are: no shell reads them, so nothing in a name or a message
 * can become a command. It gets no input, has a bounded time, and is ended with all that it started
 * when that is over.
 */
public final class ExternalCommand {
  private static final int MOST_OUTPUT = 4096;
  private static final long GRACE_MILLIS = 1_000;

  /**
   * How a program ended.
   *
   * @param code exit code, -1 when it was ended
   * @param output the first {@value ExternalCommand#MOST_OUTPUT} bytes of what it wrote
   */
  public record Result(int code, boolean timedOut, String output) {}

  private ExternalCommand() {}

  /**
   * Runs it and waits for its end.
   *
   * @param command the program and its arguments
   * @param variables added to those of this process
   * @throws IOException when it can't be started
   * @throws InterruptedException when the wait was interrupted; the program is ended
   */
  public static Result run(List<String> command, Map<String, String> variables, long timeoutMillis)
      throws IOException, InterruptedException {
    ProcessBuilder b = new ProcessBuilder(command);
    b.environment().putAll(variables);
    b.redirectErrorStream(true);
    Process p = b.start();
    try {
      p.getOutputStream().close();
      StringBuffer output = new StringBuffer();
      Thread reader =
          Thread.ofPlatform().daemon().name("bitonic-command-output").start(() -> drain(p, output));
      boolean ended = p.waitFor(timeoutMillis, TimeUnit.MILLISECONDS);
      if (!ended) {
        end(p);
      }
      // A child of it may hold the pipe open for longer.
      reader.join(GRACE_MILLIS);
      return new Result(ended ? p.exitValue() : -1, !ended, output.toString());
    } finally {
      if (p.isAlive()) {
        end(p);
      }
      p.getInputStream().close();
    }
  }

  private static void end(Process p) throws InterruptedException {
    List<ProcessHandle> children = p.descendants().toList();
    p.destroy();
    children.forEach(ProcessHandle::destroy);
    if (!p.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
      p.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Reads all of it, so that the program never waits for us, and keeps the beginning. */
  private static void drain(Process p, StringBuffer output) {
    byte[] buffer = new byte[MOST_OUTPUT];
    int kept = 0;
    try {
      InputStream in = p.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int take = Math.min(n, MOST_OUTPUT - kept);
        output.append(new String(buffer, 0, take, StandardCharsets.UTF_8));
        kept += take;
      }
    } catch (IOException e) {
      // It was ended, and the pipe with it.
      return;
    }
  }
}

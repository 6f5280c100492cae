package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The processes of one test and a folder for their files. After the test all of them are ended and
 * the folder is gone; when it failed, what they printed is in the failure's message.
 */
final class Procs implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {
  private static final int SHOWN_CHARS = 3000;
  private static final Duration QUICK = Duration.ofSeconds(60);

  private final List<Proc> all = new ArrayList<>();
  private Thread hook;
  private Path folder;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("bitonic-e2e-");
    hook = new Thread(this::killAll);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    killAll();
    Runtime.getRuntime().removeShutdownHook(hook);
    all.clear();
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  private synchronized void killAll() {
    all.forEach(Proc::kill);
    all.stream().filter(Proc::isAlive).forEach(p -> p.await(QUICK));
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof org.opentest4j.TestAbortedException) {
      throw failure;
    }
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Proc p : all) {
      text.append("\n--- ").append(p.name()).append(p.isAlive() ? " (runs)" : " (ended)");
      text.append('\n').append(tail(p.out())).append(tail(p.err()));
    }
    throw new AssertionError(text.toString(), failure);
  }

  private static String tail(String text) {
    return text.length() <= SHOWN_CHARS
        ? text
        : "[...]" + text.substring(text.length() - SHOWN_CHARS);
  }

  /** A new folder of this test. */
  Path folder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command. */
  Proc start(String name, Map<String, String> environment, List<String> command) {
    try {
      Path logs = folder("logs");
      Path out = logs.resolve(all.size() + "-out");
      Path err = logs.resolve(all.size() + "-err");
      ProcessBuilder b =
          new ProcessBuilder(command)
              .directory(folder("work").toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      b.environment().put("LC_ALL", "C.UTF-8");
      b.environment().put("XDG_STATE_HOME", folder("state").toString());
      // Nothing here asks the internet for nodes.
      b.environment().put("BITONIC_DISCOVERY__DHT", "false");
      b.environment().putAll(environment);
      Proc p = new Proc(name, b.start(), out, err);
      synchronized (this) {
        all.add(p);
      }
      return p;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end, which must be a good one. */
  Proc run(String name, List<String> command) {
    Proc p = start(name, Map.of(), command);
    int code = p.await(QUICK);
    if (code != 0) {
      throw new AssertionError(name + " ended with " + code);
    }
    return p;
  }
}

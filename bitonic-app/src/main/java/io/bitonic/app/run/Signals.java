package io.bitonic.app.run;

import io.bitonic.app.progress.Screen;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGINT, SIGTERM and SIGHUP as a wish to stop, SIGWINCH as a resize. The first signal ends {@link
 * #next}; a second one ends the process at once, and so does a stop that takes longer than {@value
 * #STOP_SECONDS} s.
 *
 * <p>The JVM's own handling would run shutdown hooks and ignore a second Ctrl+C. The JDK's signal
 * class is reached by reflection because it is not part of Java's API; without it the JVM's
 * handling stays. Handlers run on threads of the JVM; they touch only the latch, the number and the
 * screen's flag.
 */
public final class Signals implements Pulse {
  private static final int STOP_SECONDS = 4;
  private static final Map<String, Integer> STOPPING = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final Map<Object, Object> previous = new LinkedHashMap<>();
  private volatile int signal;
  private volatile boolean closed;

  private Signals() {}

  /** Takes over the signals until {@link #close}. */
  public static Signals install(Screen screen) {
    Signals s = new Signals();
    STOPPING.forEach((name, number) -> s.handle(name, () -> s.stop(number)));
    if (screen.interactive()) {
      s.handle("WINCH", screen::resized);
    }
    return s;
  }

  private void handle(String name, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, args) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.run();
                  yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> name;
              };
      Object handler =
          Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, calls);
      Object sig = signalType.getConstructor(String.class).newInstance(name);
      previous.put(
          sig, signalType.getMethod("handle", signalType, handlerType).invoke(null, sig, handler));
    } catch (ReflectiveOperationException e) {
      // The JVM or the system keeps this signal; its default action still ends the process.
      return;
    }
  }

  private void stop(int number) {
    if (signal != 0) {
      Runtime.getRuntime().halt(128 + number);
    }
    signal = number;
    stop.countDown();
    Thread.ofPlatform().daemon().name("stop-watch").start(this::haltWhenStuck);
  }

  private void haltWhenStuck() {
    try {
      TimeUnit.SECONDS.sleep(STOP_SECONDS);
    } catch (InterruptedException e) {
      return;
    }
    if (!closed) {
      Runtime.getRuntime().halt(128 + signal);
    }
  }

  @Override
  public boolean next(Duration wait) {
    try {
      return !stop.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public int signal() {
    return signal;
  }

  @Override
  public void close() {
    closed = true;
    previous.forEach(
        (sig, handler) -> {
          try {
            sig.getClass()
                .getMethod("handle", sig.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, sig, handler);
          } catch (ReflectiveOperationException e) {
            // Ours stays; after close it only sets a flag that nobody reads.
            return;
          }
        });
  }
}

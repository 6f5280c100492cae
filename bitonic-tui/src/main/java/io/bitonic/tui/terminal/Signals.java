package io.bitonic.tui.terminal;

import java.lang.reflect.Proxy;

/**
 * Signal handlers of {@code sun.misc.Signal} (module jdk.unsupported), by reflection since javac
 * warns of the class.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs {@code action} on the JVM's signal thread for each signal; false when this JVM or system
   * can't.
   */
  static boolean handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  case "toString" -> "handler of SIG" + name;
                  default -> null;
                };
              });
      Object number = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, number, proxy);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}

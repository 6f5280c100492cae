package io.bitonic.core.hash;

import java.lang.reflect.InvocationTargetException;
import org.tinylog.Logger;

/**
 * Brings {@code jdk.incubator.vector} into the running JVM, when it is of use there.
 *
 * <p>{@code --add-modules} would print a warning at every start and would keep the JVM from using
 * its archived module graph. So the launchers only switch the compiler's support on, give access to
 * the JVM's own way of loading a system module late, and say so by the property {@code
 * bitonic.vector}; see docs/adr/020. Classes that name types of the module may be touched only
 * after {@link #isLoaded()} was true.
 */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  /** Loads the module at first use, which takes some 30 ms. */
  private static final class Holder {
    static final boolean LOADED = load();
  }

  private VectorModule() {}

  /** Whether vector code can be used; loads the module, so not for a thread that has no time. */
  static boolean isLoaded() {
    return Holder.LOADED;
  }

  private static boolean load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return true;
    }
    if (!Boolean.getBoolean("bitonic.vector")) {
      return false;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      Throwable cause = e instanceof InvocationTargetException i ? i.getCause() : e;
      Logger.debug("No vector code: {} cannot be loaded: {}", NAME, cause);
      return false;
    }
  }
}

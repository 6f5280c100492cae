package io.bitonic.app.e2e;

import io.bitonic.core.api.Engine;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import io.bitonic.core.session.Engines;
import io.bitonic.tui.app.Dashboard;
import io.bitonic.tui.app.DashboardOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The dashboard on an engine that breaks down after a few looks at it. */
final class BrokenDashboard {
  static final String FAULT = "broken on purpose";
  private static final int LOOKS = 6;

  private BrokenDashboard() {}

  public static void main(String[] args) {
    Path dir = Path.of(args[0]);
    Settings s = Settings.defaults(dir.resolve("engine"));
    Settings.Network n = s.network();
    Engine real =
        Engines.start(s.with(n.with(NetworkDraft::loopback)).with(Settings.Discovery.off()));
    AtomicInteger looks = new AtomicInteger();
    Engine broken =
        (Engine)
            Proxy.newProxyInstance(
                BrokenDashboard.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("snapshot") && looks.incrementAndGet() > LOOKS) {
                    throw new IllegalStateException(FAULT);
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    System.exit(
        Dashboard.run(
            broken,
            DashboardOptions.of(
                "bitonic@test",
                dir.resolve("config"),
                dir,
                source -> {
                  throw new IllegalStateException(source);
                })));
  }
}

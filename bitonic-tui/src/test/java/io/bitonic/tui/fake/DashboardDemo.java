package io.bitonic.tui.fake;

import io.bitonic.tui.app.Dashboard;
import io.bitonic.tui.app.DashboardOptions;
import java.nio.file.Path;
import java.util.List;

/** Shows the dashboard on the fake engine: {@code DashboardDemo CONFIG-DIR [TORRENTS]}. */
public final class DashboardDemo {
  private DashboardDemo() {}

  public static void main(String[] args) {
    FakeEngine engine =
        args.length > 1
            ? FakeSwarm.many(Integer.parseInt(args[1]))
            : FakeSwarm.small(System.currentTimeMillis() - 2_000);
    Thread clock =
        new Thread(
            () -> {
              try {
                Thread.sleep(2_000);
                FakeSwarm.events(engine);
                while (true) {
                  engine.advance(250);
                  Thread.sleep(250);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "fake-clock");
    clock.setDaemon(true);
    clock.start();
    DashboardOptions options =
        DashboardOptions.of(
                "bitonic@nas", Path.of(args[0]), Path.of("/srv/torrents"), FakeSources::load)
            .asDemo()
            .withSources(List.of());
    System.exit(Dashboard.run(engine, options));
  }
}

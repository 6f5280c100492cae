package io.bitonic.app.metrics;

import io.bitonic.core.api.Engine;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import org.tinylog.Logger;

/**
 * What an instance shows of itself to others. A class of its own, so that those who don't want it
 * don't pay for loading what is behind it.
 */
public final class Observability {
  private Observability() {}

  /** What runs beside an engine, or nothing. While the engine closes it answers with 503. */
  @FunctionalInterface
  public interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Starts the metrics server when the settings ask for it. A port that can't be had is logged:
   * nothing else stops for it.
   */
  public static Running open(Engine engine, Settings settings) {
    Settings.Observability o = settings.observability();
    if (!o.metrics()) {
      return () -> {};
    }
    try {
      MetricsServer server = new MetricsServer(engine, o);
      Logger.info("metrics at {}", url(o));
      return server::close;
    } catch (IOException e) {
      Logger.error(
          "no metrics at {}: {}; set observability.metrics_port to a free port",
          url(o),
          e.getMessage());
      return () -> {};
    }
  }

  /** Where the metrics of an instance with these settings are, seen from this machine. */
  public static String url(Settings.Observability o) {
    InetAddress a = o.metricsAddress();
    String host = a.isAnyLocalAddress() ? "127.0.0.1" : a.getHostAddress();
    return "http://"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + o.metricsPort()
        + "/metrics";
  }
}

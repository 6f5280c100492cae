package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.metrics.Observability;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
    name = "metrics",
    sortOptions = false,
    sortSynopsis = false,
    description = "Print the metrics of the instance that runs, if it gives them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} config set observability.metrics on",
      "  ${ROOT-COMMAND-NAME} metrics",
      "  ${ROOT-COMMAND-NAME} metrics --format json | jq '.metrics[].name'"
    })
final class MetricsCommand extends Command {
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_MILLIS = 10_000;
  private static final int MOST_BYTES = 32 << 20;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      order = 1,
      description = "prometheus or json (default: prometheus).")
  String format = "prometheus";

  @Option(
      names = "--url",
      paramLabel = "URL",
      order = 2,
      description = "Ask there (default: where the settings have it).")
  String url;

  @CommandLine.Mixin ConfigOptions config = new ConfigOptions();

  MetricsCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    String accept =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "prometheus" -> "text/plain";
          case "json" -> "application/json";
          default ->
              throw new AppException(
                  ExitCode.USAGE, "--format is one of " + String.join(", ", FORMATS));
        };
    String from = url == null ? Observability.url(config.load(env).observability()) : url;
    byte[] body;
    try {
      body = get(from, accept);
    } catch (IOException e) {
      throw new AppException(
          ExitCode.NETWORK,
          "no metrics at "
              + from
              + ": "
              + e.getMessage()
              + "; is an instance running with observability.metrics on?",
          e);
    }
    env.out().write(body, 0, body.length);
    return ExitCode.OK;
  }

  private static final List<String> FORMATS = List.of("prometheus", "json");

  private static byte[] get(String from, String accept) throws IOException {
    URI uri;
    try {
      uri = URI.create(from);
    } catch (IllegalArgumentException e) {
      throw new AppException(ExitCode.USAGE, "--url: '" + from + "' is not an address", e);
    }
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw new AppException(ExitCode.USAGE, "--url needs an http address, not '" + from + "'");
    }
    HttpURLConnection c = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    c.setInstanceFollowRedirects(false);
    c.setConnectTimeout(CONNECT_MILLIS);
    c.setReadTimeout(READ_MILLIS);
    c.setRequestProperty("Accept", accept);
    try {
      int status = c.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("the answer is HTTP " + status);
      }
      try (InputStream in = c.getInputStream()) {
        byte[] body = in.readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
          throw new IOException("the answer is longer than " + (MOST_BYTES >> 20) + " MiB");
        }
        return body;
      }
    } finally {
      c.disconnect();
    }
  }
}

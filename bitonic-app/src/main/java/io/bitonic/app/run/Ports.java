package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Chooses the port that accepts peers. */
public final class Ports {
  private static final int FIRST = 6881;
  private static final int LAST = 6889;

  private Ports() {}

  /**
   * The port to listen on: {@code wanted} when it is free; without a wish the first free one of
   * 6881–6889, else 0 for any.
   *
   * @param wanted null: no wish
   * @throws AppException when the wish can't be met
   */
  public static int choose(Integer wanted) {
    if (wanted != null) {
      if (wanted < 0 || wanted > 65_535) {
        throw new AppException(
            ExitCode.USAGE, "--listen-port " + wanted + " is not a port; give 0 to 65535");
      }
      String why = wanted == 0 ? null : refusal(wanted);
      if (why != null) {
        throw new AppException(
            ExitCode.NETWORK,
            "port "
                + wanted
                + " can't be used ("
                + why
                + "); choose another with --listen-port,"
                + " or 0 for any free one");
      }
      return wanted;
    }
    for (int port = FIRST; port <= LAST; port++) {
      if (refusal(port) == null) {
        return port;
      }
    }
    return 0;
  }

  private static String refusal(int port) {
    try (ServerSocket s = new ServerSocket()) {
      s.setReuseAddress(true);
      s.bind(new InetSocketAddress(port));
      return null;
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}

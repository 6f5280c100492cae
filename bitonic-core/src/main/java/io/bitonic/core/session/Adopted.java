package io.bitonic.core.session;

import io.bitonic.core.net.Link;
import java.io.IOException;

/**
 * Handler of a link between its adoption and the torrent's taking it over, which is in the same
 * turn of the loop.
 */
final class Adopted implements Link.Handler {
  @Override
  public void connected() {}

  @Override
  public void readable() {}

  @Override
  public void writable() {}

  @Override
  public void closed(IOException cause) {}
}

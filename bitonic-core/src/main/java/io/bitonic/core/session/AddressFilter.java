package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.filter.IpFilter;
import io.bitonic.core.filter.IpFilterException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.tinylog.Logger;

/** The IP filter in force. Any thread; a new list replaces the old one at once and as a whole. */
final class AddressFilter implements Predicate<InetAddress> {
  private volatile IpFilter filter;

  /** Blocks while the files are read. */
  AddressFilter(List<Path> files) {
    this.filter = load(files);
  }

  @Override
  public boolean test(InetAddress address) {
    return filter.blocks(address);
  }

  int ranges() {
    return filter.ranges();
  }

  /**
   * Replaces the filter; blocks. The old one stays when a file can't be used.
   *
   * @throws EngineException STORAGE
   */
  void reload(List<Path> files) {
    filter = load(files);
  }

  private static IpFilter load(List<Path> files) {
    try {
      IpFilter loaded = IpFilter.load(files);
      for (IpFilter.Source s : loaded.sources()) {
        Logger.info("IP filter {}: {} entries", s.file(), s.entries());
        if (s.badLines() > 0) {
          Logger.warn(
              "IP filter {}: {} lines passed over: {}", s.file(), s.badLines(), s.firstBad());
        }
      }
      return loaded;
    } catch (IpFilterException e) {
      throw new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e);
    }
  }
}

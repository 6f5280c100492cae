package io.bitonic.core.swarm;

import io.bitonic.core.net.Loop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * The DHT (BEP 5) as a torrent sees it. It may live on another loop: every call may come from any
 * torrent's loop, and peers are delivered on the loop that was named.
 */
public interface DhtPeers {
  /** For torrents that must not use it, and engines that have none. */
  DhtPeers NONE =
      new DhtPeers() {
        @Override
        public int port() {
          return 0;
        }

        @Override
        public void seek(
            byte[] infoHash, boolean seed, Loop loop, Consumer<List<InetSocketAddress>> found) {}

        @Override
        public void leave(byte[] infoHash) {}

        @Override
        public void node(InetSocketAddress address) {}
      };

  /** The UDP port of our node, 0 when there is none. */
  int port();

  /**
   * Looks for peers and announces us, now and every few minutes until {@link #leave}. Called again
   * it replaces what was said before.
   *
   * @param seed whether we have all of it
   */
  void seek(byte[] infoHash, boolean seed, Loop loop, Consumer<List<InetSocketAddress>> found);

  void leave(byte[] infoHash);

  /** A peer says that it is a node of the DHT. */
  void node(InetSocketAddress address);
}

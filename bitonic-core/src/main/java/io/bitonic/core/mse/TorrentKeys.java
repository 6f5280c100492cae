package io.bitonic.core.mse;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which torrent an encrypted connection wants: the info-hashes that are served, by {@code
 * HASH('req2', info-hash)}. Any thread.
 */
public final class TorrentKeys {
  private final Map<ByteBuffer, byte[]> byHash = new ConcurrentHashMap<>();

  /**
   * @param infoHash 20 bytes, as in the BitTorrent handshake
   */
  public void add(byte[] infoHash) {
    byHash.put(ByteBuffer.wrap(Sha1.of("req2", infoHash)), infoHash.clone());
  }

  public void remove(byte[] infoHash) {
    byHash.remove(ByteBuffer.wrap(Sha1.of("req2", infoHash)));
  }

  /** The info-hash, or null when no torrent has this hash. */
  byte[] find(byte[] req2) {
    return byHash.get(ByteBuffer.wrap(req2));
  }
}

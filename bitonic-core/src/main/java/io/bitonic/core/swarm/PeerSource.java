package io.bitonic.core.swarm;

/** How a peer became known, best first: where more than one tells of it, the best counts. */
public enum PeerSource {
  TRACKER,
  MANUAL,
  /** Named by a magnet link ({@code x.pe}). */
  MAGNET,
  RESUME,
  LSD,
  DHT,
  PEX,
  INCOMING;

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

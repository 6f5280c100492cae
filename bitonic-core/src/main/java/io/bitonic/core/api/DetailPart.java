package io.bitonic.core.api;

/** Parts of {@link TorrentDetail} that a front end asks for. */
public enum DetailPart {
  FILES,
  PEERS,
  TRACKERS,
  PIECES
}

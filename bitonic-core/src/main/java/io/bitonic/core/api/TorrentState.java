package io.bitonic.core.api;

/** What a torrent is doing. */
public enum TorrentState {
  /** Waits for its turn: to be checked, or for a slot of the queue. */
  QUEUED,
  /** Space is being taken and saved state read. */
  PREPARING,
  /** A magnet link's files are not known yet; peers are asked for the metadata (BEP 9). */
  FETCHING_METADATA,
  /** Data on disk is being hashed. */
  CHECKING,
  DOWNLOADING,
  SEEDING,
  /** All chosen files are there, others were left out; uploads what it has. */
  FINISHED,
  PAUSED,
  /** Stopped by an error that a user must cure; see the snapshot's error. */
  ERROR
}

package io.bitonic.core.tracker;

/** Why a torrent announces (BEP 3, BEP 21 for PAUSED). */
public enum AnnounceEvent {
  NONE,
  COMPLETED,
  STARTED,
  STOPPED,
  PAUSED
}

package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.util.Bits;

/** Hashes what lies on the disk and counts how far it is. Loop thread only. */
final class DataCheck {
  /** What becomes of it. */
  interface Owner {
    void pieceFound(int piece);

    /**
     * @param failure null when all was hashed
     */
    void checked(StorageException failure);
  }

  private final Storage storage;
  private final Owner owner;
  private boolean running;
  private int done;
  private int total;

  DataCheck(Storage storage, Owner owner) {
    this.storage = storage;
    this.owner = owner;
  }

  /** A check is due: {@link #start} follows when the disk is quiet. */
  void begin() {
    running = true;
    done = 0;
    total = 0;
  }

  /** Hashes these pieces; with none it is done at once. */
  void start(Bits pieces) {
    begin();
    total = pieces.count();
    if (total == 0) {
      ended(null);
    } else {
      storage.check(pieces, this::piece, this::ended);
    }
  }

  private void piece(int piece, boolean good) {
    done++;
    if (good) {
      owner.pieceFound(piece);
    }
  }

  private void ended(StorageException failure) {
    running = false;
    owner.checked(failure);
  }

  boolean isRunning() {
    return running;
  }

  /** Whether there was anything to do for the last check. */
  boolean hasHashed() {
    return total > 0;
  }

  /** 0–1 while data is being hashed. */
  double fraction() {
    return running && total > 0 ? (double) done / total : 0;
  }
}

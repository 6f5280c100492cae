package io.bitonic.core.api;

import java.util.Arrays;

/**
 * The state of every piece of one torrent.
 *
 * @param state per piece: 0 missing, 1 in flight, 2 have, 3 not wanted
 * @param availability per piece: copies among connected peers, at most 255
 */
public record PieceMap(byte[] state, byte[] availability) {
  public static final byte MISSING = 0;
  public static final byte IN_FLIGHT = 1;
  public static final byte HAVE = 2;
  public static final byte UNWANTED = 3;

  /** By the pieces: a map that says the same is not drawn again. */
  @Override
  public boolean equals(Object o) {
    return o instanceof PieceMap other
        && Arrays.equals(state, other.state)
        && Arrays.equals(availability, other.availability);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(state) + Arrays.hashCode(availability);
  }
}

package io.bitonic.core.metainfo;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The info-hashes of a torrent: SHA-1 (BEP 3), SHA-256 (BEP 52), or both for a hybrid. Immutable;
 * the arrays are never handed out uncopied except by {@link #wire()}, which callers must not
 * change.
 */
public final class InfoHash {
  private final byte[] v1;
  private final byte[] v2;
  private final byte[] wire;

  /**
   * @param v1 20 bytes or null. @param v2 32 bytes or null; not both null.
   */
  public InfoHash(byte[] v1, byte[] v2) {
    if (v1 == null && v2 == null
        || v1 != null && v1.length != 20
        || v2 != null && v2.length != 32) {
      throw new IllegalArgumentException("info-hash of the wrong length");
    }
    this.v1 = v1 == null ? null : v1.clone();
    this.v2 = v2 == null ? null : v2.clone();
    this.wire = v1 != null ? this.v1 : Arrays.copyOf(this.v2, 20);
  }

  public boolean hasV1() {
    return v1 != null;
  }

  public boolean hasV2() {
    return v2 != null;
  }

  /**
   * The 20 bytes used in handshakes and announces: v1, or the truncated v2 hash (BEP 52). Do not
   * change.
   */
  public byte[] wire() {
    return wire;
  }

  /** v1 in hex, or null. */
  public String v1Hex() {
    return v1 == null ? null : HexFormat.of().formatHex(v1);
  }

  /** v2 in hex, or null. */
  public String v2Hex() {
    return v2 == null ? null : HexFormat.of().formatHex(v2);
  }

  /** 40 hex digits that name the torrent in state files, commands and logs. */
  public String id() {
    return HexFormat.of().formatHex(wire);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof InfoHash h && Arrays.equals(v1, h.v1) && Arrays.equals(v2, h.v2);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(wire);
  }

  @Override
  public String toString() {
    return id();
  }
}

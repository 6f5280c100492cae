package io.bitonic.core.hash;

/** The hashes of BitTorrent v1 and v2. */
public enum HashAlgorithm {
  SHA1("SHA-1", 20),
  SHA256("SHA-256", 32);

  private final String title;
  private final int size;

  HashAlgorithm(String title, int size) {
    this.title = title;
    this.size = size;
  }

  /** The name that people and {@code java.security} use. */
  public String title() {
    return title;
  }

  /** Bytes of a digest. */
  public int size() {
    return size;
  }
}

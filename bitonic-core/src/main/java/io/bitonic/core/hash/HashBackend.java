package io.bitonic.core.hash;

/** The ways of computing SHA-1 and SHA-256. */
public enum HashBackend {
  /** {@code java.security}, there always; uses the processor's SHA instructions where it can. */
  JDK("JDK"),
  /** OpenSSL's libcrypto, when the system has it. */
  OPENSSL("OpenSSL"),
  /** Several messages at once by vector instructions. */
  VECTOR("vector"),
  /** Several messages at once by machine code of our own, where the processor has AVX-512. */
  CODE("AVX-512");

  private final String title;

  HashBackend(String title) {
    this.title = title;
  }

  /** How people call it. */
  public String title() {
    return title;
  }

  /** Whether it works here; the first question loads libraries, some 30 ms. */
  public boolean isPresent() {
    return switch (this) {
      case JDK -> true;
      case OPENSSL -> LibCrypto.isPresent();
      case VECTOR -> VectorModule.isLoaded();
      case CODE -> CodeCompressor.isPresent();
    };
  }

  /** Messages it wants at once to be at its best; 1 when that does not matter. */
  public int lanes() {
    return switch (this) {
      case VECTOR -> VectorDigests.lanes();
      case CODE -> LaneCode.LANES;
      case JDK, OPENSSL -> 1;
    };
  }

  /**
   * A digest for one thread.
   *
   * @throws UnsupportedOperationException when it is not present
   */
  public BatchDigest create(HashAlgorithm algorithm) {
    if (!isPresent()) {
      throw new UnsupportedOperationException(title + " is not to be had here");
    }
    return switch (this) {
      case JDK -> new JdkDigest(algorithm);
      case OPENSSL -> new LibCrypto(algorithm);
      case VECTOR -> VectorDigests.of(algorithm);
      case CODE -> new LaneDigest(new CodeCompressor(algorithm));
    };
  }
}

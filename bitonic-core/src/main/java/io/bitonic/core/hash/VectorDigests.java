package io.bitonic.core.hash;

/** Makes vector digests; the one place outside of them that names their classes. */
final class VectorDigests {
  private VectorDigests() {}

  /** Only after {@link VectorModule#isLoaded()} was true. */
  static BatchDigest of(HashAlgorithm algorithm) {
    return new LaneDigest(algorithm == HashAlgorithm.SHA1 ? new VectorSha1() : new VectorSha256());
  }

  /** Messages that fill the lanes. */
  static int lanes() {
    return Lanes.COUNT;
  }
}

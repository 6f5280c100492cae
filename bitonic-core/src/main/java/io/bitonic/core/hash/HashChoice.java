package io.bitonic.core.hash;

/** Which backend hashes. */
final class HashChoice {
  private HashChoice() {}

  static boolean vectorsReady() {
    return VectorModule.isLoaded();
  }
}

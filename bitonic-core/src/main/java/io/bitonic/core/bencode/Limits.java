package io.bitonic.core.bencode;

/**
 * Bounds on foreign bencoding, checked before anything is decoded.
 *
 * <p>The memory of the decoded values is bounded too: it is estimated token by token and must stay
 * below 10 × the input plus {@link #heapAllowance}.
 *
 * @param maxBytes input bytes
 * @param maxDepth nested lists and dictionaries, the outermost counts 1
 * @param maxTokens strings (keys too), integers, lists and dictionaries
 * @param maxStringBytes bytes in one string
 * @param heapAllowance bytes that decoded values may take beyond 10 × the input
 */
public record Limits(
    int maxBytes, int maxDepth, int maxTokens, int maxStringBytes, int heapAllowance) {

  /** Torrent files and metadata from peers: four million v1 pieces fit. */
  public static final Limits METAINFO = new Limits(128 << 20, 100, 3_000_000, 128 << 20, 128 << 20);

  /** Answers of HTTP trackers. */
  public static final Limits TRACKER = new Limits(1 << 20, 10, 100_000, 1 << 20, 4 << 20);

  /** Extension messages of peers (BEP 10). */
  public static final Limits MESSAGE = new Limits(1 << 20, 10, 500, 1 << 20, 64 << 10);

  /** DHT messages, one datagram each (BEP 5). */
  public static final Limits KRPC = new Limits(64 << 10, 10, 500, 64 << 10, 64 << 10);

  /** Our own state files, which may have been tampered with. */
  public static final Limits STATE = new Limits(256 << 20, 50, 10_000_000, 128 << 20, 512 << 20);

  public Limits {
    if (maxBytes <= 0 || maxDepth <= 0 || maxTokens <= 0 || maxStringBytes < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}

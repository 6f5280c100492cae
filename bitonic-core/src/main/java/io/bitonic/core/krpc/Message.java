package io.bitonic.core.krpc;

/** A DHT message (BEP 5). */
public sealed interface Message permits Query, Response, Failure {
  /** The transaction id, 1–{@link Krpc#MAX_TRANSACTION} bytes. Don't change. */
  byte[] transaction();
}

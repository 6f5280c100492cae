package io.bitonic.core.krpc;

/**
 * An error in place of an answer.
 *
 * @param code 201–204 (BEP 5), 205–207, 301, 302 (BEP 44)
 * @param text foreign text, not safe to show as it is
 */
public record Failure(byte[] transaction, int code, String text) implements Message {
  public static final int GENERIC = 201;
  public static final int PROTOCOL = 203;
  public static final int UNKNOWN_METHOD = 204;
  public static final int TOO_BIG = 205;
  public static final int BAD_SIGNATURE = 206;
  public static final int SALT_TOO_BIG = 207;
  public static final int CAS_MISMATCH = 301;
  public static final int SEQ_TOO_OLD = 302;
}

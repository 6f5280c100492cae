package io.bitonic.core.krpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes bencoding piece by piece; the caller keeps keys in order. Needed because a stored value
 * (BEP 44) goes out byte for byte as it came, or its signature would no longer fit.
 */
final class BencodeWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  BencodeWriter dictionary() {
    out.write('d');
    return this;
  }

  BencodeWriter list() {
    out.write('l');
    return this;
  }

  BencodeWriter end() {
    out.write('e');
    return this;
  }

  BencodeWriter text(String ascii) {
    return bytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  BencodeWriter bytes(byte[] b) {
    digits(b.length);
    out.write(':');
    out.writeBytes(b);
    return this;
  }

  BencodeWriter number(long n) {
    out.write('i');
    digits(n);
    out.write('e');
    return this;
  }

  /** A value that is already encoded. */
  BencodeWriter raw(byte[] encoded) {
    out.writeBytes(encoded);
    return this;
  }

  /** An entry, left out when the value is null. */
  BencodeWriter entry(String key, byte[] value) {
    return value == null ? this : text(key).bytes(value);
  }

  /** An entry, left out when the value is null. */
  BencodeWriter entry(String key, Long value) {
    return value == null ? this : text(key).number(value);
  }

  /** {@code key} with 1, left out when it isn't so. */
  BencodeWriter flag(String key, boolean set) {
    return set ? text(key).number(1) : this;
  }

  byte[] done() {
    return out.toByteArray();
  }

  private void digits(long n) {
    out.writeBytes(Long.toString(n).getBytes(StandardCharsets.ISO_8859_1));
  }
}

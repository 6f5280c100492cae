package io.bitonic.core.bencode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Conversion of foreign byte strings to text. */
public final class Text {
  private Text() {}

  /** UTF-8, or ISO 8859-1 when the bytes are not valid UTF-8: distinct bytes stay distinct. */
  public static String decode(byte[] bytes) {
    return decode(bytes, StandardCharsets.ISO_8859_1);
  }

  /** UTF-8, or {@code otherwise} when the bytes are not valid UTF-8. */
  public static String decode(byte[] bytes, Charset otherwise) {
    for (byte b : bytes) {
      if (b < 0) {
        return decodeStrictly(bytes, otherwise);
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String decodeStrictly(byte[] bytes, Charset otherwise) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, otherwise);
    }
  }
}

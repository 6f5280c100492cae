package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding (RFC 3986). */
final class Percent {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String PLAIN = "-._~:/";

  private Percent() {}

  /** UTF-8 with everything escaped that could end a value. */
  static String encode(String s) {
    StringBuilder b = new StringBuilder(s.length() + 16);
    for (byte c : s.getBytes(StandardCharsets.UTF_8)) {
      char ch = (char) (c & 0xff);
      boolean plain = ch < 128 && (Character.isLetterOrDigit(ch) || PLAIN.indexOf(ch) >= 0);
      if (plain) {
        b.append(ch);
      } else {
        b.append('%').append(HEX.toHexDigits(c));
      }
    }
    return b.toString();
  }

  /**
   * Bytes that are no valid UTF-8 are read as ISO 8859-1; a percent sign without two hex digits
   * stands for itself.
   *
   * @param plusIsSpace as in forms
   */
  static String decode(String s, boolean plusIsSpace) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(s.length());
    for (int i = 0; i < s.length(); ) {
      char c = s.charAt(i);
      if (c == '%'
          && i + 2 < s.length()
          && HexFormat.isHexDigit(s.charAt(i + 1))
          && HexFormat.isHexDigit(s.charAt(i + 2))) {
        out.write(HexFormat.fromHexDigits(s, i + 1, i + 3));
        i += 3;
      } else if (c == '+' && plusIsSpace) {
        out.write(' ');
        i++;
      } else {
        int cp = s.codePointAt(i);
        out.writeBytes(Character.toString(cp).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(cp);
      }
    }
    return Text.decode(out.toByteArray());
  }
}

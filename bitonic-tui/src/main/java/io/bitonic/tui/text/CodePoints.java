package io.bitonic.tui.text;

import java.util.Arrays;

/**
 * What a single code point does in a row of terminal cells: its class, which fixes both its width
 * and how it joins its neighbours. Data: East Asian Width W and F of Unicode 17.0; general
 * category, grapheme cluster break (UAX 29) and extended pictographic of Unicode 16.0, as run
 * lengths for planes 0 and 1. Planes 2 and 3 are CJK, plane 14 is ignorable.
 */
final class CodePoints {
  static final byte NORMAL = 0;
  static final byte CONTROL = 1;
  static final byte EXTEND = 2;
  static final byte ZWJ = 3;
  static final byte SPACING = 4;
  static final byte PREPEND = 5;
  static final byte WIDE = 6;
  static final byte WIDE_PICTOGRAPH = 7;
  static final byte PICTOGRAPH = 8;
  static final byte REGIONAL = 9;
  static final byte MODIFIER = 10;
  static final byte HANGUL_L = 11;
  static final byte HANGUL_V = 12;
  static final byte HANGUL_T = 13;
  static final byte HANGUL_SYLLABLE = 14;

  private static final int TABLE_SIZE = 0x20000;

  /** Each run: length of the run before it in base 36, then its class as a letter from A. */
  private static final String RUNS =
      "0BwA2nBxA9I1A4I1AghC34A7nC7A7bC19A1C1A1C2A1C2A1C1A1kF6AaCbA1B1A1aClAgC1A2tC7F1A1"
          + "C6A2C2A1C4AxF1A1C1AuCrA2jCbA1mC9A9C1AoC4A1C9A1C3A1C5A17C3A1gF2A5C9A16CoF1CwE1A1i"
          + "C1E1C1A1E3C8E4C1E2A1C7AaC2AtC1E2A1kC1A1E3C4A2E2A2E2C1A9E1AaC2AqC1A2C2E1A1kC1A1E3"
          + "C2A4C2A2C3A3C1AuC2A3C1AbC2E1A1kC1A1E3C5A1C2E1A1E2C1AkC2AmC6A1C1E2A1kC1A1E1C1E1C4"
          + "A2E2A2E2C1A7C2E1AaC2AuC1A1nE2C1E2A3E3A1E3C1A9E1A14C1E3C1A1jC1A1C3E4A1C3A1C4A7C2A"
          + "bC2AtC1E2A1kC1A1E1C1E5A1C1E2A1E2C2A7E2AbC2AfE1AcC2E2A1jC2A1E3C4A1E3A1E3C1F1A8E1A"
          + "aC2AtC1E2A1yC1A4E3C3A1C1A1E8AiE2A1pC1A1E1C7AcC8A2qC1A1E1C9AbC7A21C2ArC1A1C1A1C1A"
          + "4E2A1dCeE1C5A1C2A5CbA1C10A9C1A2uC4E1C6A1C2E2C2AnE2C2A4C3AgC4AdC1A1E1C2A6C1AfC1A2"
          + "qL2oM20N2gA9pC3AqaC3E1AsC2E1AtC2AuC2A1sC2E1C7E8C1E2CbA9C1A19C3B1C1A39C2AyC1A3aC3"
          + "E4C2E3A4E2C1E6C3A63C2E2C1A1lE1C1E1C7A1C1A1C1A2C8E6CaA2C1A1cCvA1dC4E1A1bC1E1C5E1C"
          + "1E5C1E2A12C9AcC2E1AuE1C4E2C2E1C3A1kC1E1C2E3C1E1C3E2A1cE8C8E2C2A48C3A1CdE1C7A4C1A"
          + "6C1A2E1C2A5iC1sAejB1C1D1B2AoB7AdI1AcI1AmB5A1BaA2oCxA1dI1AmI1A2iI6AfI2Aa7H2AcI1G2"
          + "A2lI1A1yI1ApH4I3H1I2H1A4I3A5jI1A6fI2AaI1A9I1A1mI2H2A1I6A1IcA1H2IqH8IgHcI17H1I6A4"
          + "G6I3H1IdH1I8H2IhH2I5H2I8H1I5H1IlH1I7H2I1H1I4H1I2H1I7H1A2I2H2I7A1I1A1I1A6I1A3I1A6"
          + "H1AaI2AfI1A2I1A4H1A1H1A4H3A1H1AbI5A19H3A9I1AeH1AeH1AacI2AcvI3AjH2A1fH1A4H1AbdC3A"
          + "3xC1A2oCwA3kGqA1G2hAcG5yAqG1mC4E2H1GcH1G1A2G2eA2C2G2tA5G17A1G1fA1G16A1G2eA9G1cA1"
          + "G14A8G1zH1G1H1GmibA3G1jAbsC4A1CaAwC2A28C2A7kC1A3C1A4C1AnE2C2E1A4C1A2bE2A1eEgC2Aq"
          + "CiAdC1A12C8ApCbE2AcLtA3C3E1A1bC1E2C4E2C2E3A10C1A1vC6E2C2E2C2AcC1A8C1E1A1aC1A1fC1"
          + "A1C3A2C2A5C2A1C1A15E1C2E2A5E1C1A6kE2C1E2C1E2A1E1C1AiO8mcAcMnA4N1dA4B1kwA4xsGe8Au"
          + "C1AkhCgGaA6CgGzA1GjA1G4A43B1A1G2oA1pE2A1sG7AiB3Ae9C1A6aC1A45C5A1aeC3A1C2A5C4A14C"
          + "3A4C1A4lC2AfxC4A1tC5A8tC2A27C4A1yCbA1dC4A3eE1C1E1A1hCfA15C1A2C2AaC3E1A19E3C4E2C2"
          + "A2F1A4C1AaF1A1eC3A10C5E1C8AgE2A18C1AcC2E1A1cE3C9E2A1F2A5C4A1E1C1A2kE3C3E2C1E1C2A"
          + "6C1A2C1A4dC1E3C8AlC2E2A1jC2A1E2C1E4A2E2A2E3A9E1AaE2A2C7A3C5A1vE3C6A1E1A2E1A1E4A1"
          + "E2C1E1C1F1C1AeC2A2aE3C8E2C3E1C1AnC1A29E3C6E1C1E4C2E1C2A6jE3C4A2E4C2E1C2ArC2A2aE3"
          + "C8E2C1E1C2A2yC1E1C1E2C6E1C1A2tC1E1C1E2C4E1C5A74E3C9E1C2A6tE6A1E2A2C2E1C1F1E1F1E1"
          + "C1A3xE3C4A2C2E4C1A3E1AsCaA14C6E1F1C4A8C1A9C6E2C3A14F6CdE1C2Ab9E1C7A1C6E1C1A2aCmA"
          + "1E1C7E1C2E1C2A3eC6A3C1A1C2A1C7F1C1A1uE5A1C2A1E2C1E1C1A9nC2E2A9C2F1E1A1cE2C5A3E2C"
          + "1E1C1AnC1A445BgC1A6CfA8ugCcE3C3A1xcC5A1nC7At4C1A1E1jA7C4A25G4C1AbE2G5A9G5p2A15Gw"
          + "A2pG37A6ppG4A1G7A1G2A1G83AfG1AtG3A2G1AeG4A8Gb0A1whC2A1B4A3mkC1aA2CnAf2E2C3A3E6B8"
          + "C8A2C7AuC4A44C3A57G2fA9GnA1ahC1jA4C1eA8C1AeC1AmC5A1CfA11sC7A1ChA2C7A1C2A1C5A2sC1"
          + "A4gC7AafC1A1pC4Ae4C4A72C2AkgC7A31C7A1bpI4H1I5mH1I1cAdI3AvI1A1oI6AcI2AeH1A2HaAiI1"
          + "lJqG1H2IdGaH1GkH1G2H9G1I4G9I7H2IeH6I4aHxIcH9I1H1yI1HmIcH17I4H5IcHhI3H1I3H3K5H1rI"
          + "1H1I1H57I2H1rA8I5H4I1HoIiH1IqH2IdH1I2eH2dA1cH1yI6H1I3H3I2H4I3H4IbH2I7H9I3A38IcA2"
          + "dIbHcI4H1IfAcI4A1kI8AaI6A14I8AuI2aAcH1bA1HaA1H55I34HdI3HbI3H1lI1H1I4HgI2HcI4HaI7"
          + "A74IseA";

  private static final byte[] TABLE = expand();

  private CodePoints() {}

  private static byte[] expand() {
    byte[] table = new byte[TABLE_SIZE];
    int start = 0;
    int delta = 0;
    byte kind = NORMAL;
    for (int i = 0; i < RUNS.length(); i++) {
      char c = RUNS.charAt(i);
      if (c >= 'A' && c <= 'O') {
        Arrays.fill(table, start, start + delta, kind);
        start += delta;
        delta = 0;
        kind = (byte) (c - 'A');
      } else {
        delta = delta * 36 + Character.digit(c, 36);
      }
    }
    Arrays.fill(table, start, TABLE_SIZE, kind);
    return table;
  }

  static byte kind(int codePoint) {
    if (codePoint < TABLE_SIZE) {
      return TABLE[codePoint];
    }
    if (codePoint <= 0x3FFFD) {
      return WIDE;
    }
    return codePoint >= 0xE0000 && codePoint <= 0xE0FFF ? EXTEND : NORMAL;
  }

  /** Columns of a code point that stands alone. */
  static int width(byte kind) {
    return switch (kind) {
      case CONTROL, EXTEND, ZWJ -> 0;
      case WIDE, WIDE_PICTOGRAPH, MODIFIER, HANGUL_L, HANGUL_SYLLABLE -> 2;
      default -> 1;
    };
  }
}

package io.bitonic.app.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * A torrent for the dashboard's demo whose data takes next to no disk: each piece begins with the
 * same {@value #MARK} random bytes and goes on with zeros, which are holes in a sparse file. A
 * piece without its mark is missing, so any share of it can be put on a disk in a moment; and since
 * all pieces are alike, one hash makes the whole torrent. Immutable.
 */
final class SparseTorrent {
  /** A file: its path below the torrent's name, and pieces. */
  record Part(String path, int pieces) {}

  private static final int MARK = 4096;

  private final String name;
  private final int pieceLength;
  private final List<Part> parts;
  private final byte[] mark = new byte[MARK];
  private final byte[] bytes;

  /**
   * @param parts one with an empty path: a torrent of a single file
   * @param tracker announce URL
   */
  SparseTorrent(String name, int pieceLength, List<Part> parts, String tracker) {
    this.name = name;
    this.pieceLength = pieceLength;
    this.parts = List.copyOf(parts);
    new Random(name.hashCode()).nextBytes(mark);
    this.bytes = encode(tracker);
  }

  String name() {
    return name;
  }

  int pieces() {
    return parts.stream().mapToInt(Part::pieces).sum();
  }

  /** The torrent file. */
  byte[] bytes() {
    return bytes.clone();
  }

  private boolean isSingle() {
    return parts.size() == 1 && parts.getFirst().path().isEmpty();
  }

  private byte[] encode(String tracker) {
    Bencode b = new Bencode();
    b.raw("d").text("announce").text(tracker).text("comment").text("made by the Bitonic demo");
    b.text("created by").text("Bitonic demo").text("info").raw("d");
    if (isSingle()) {
      b.text("length").number((long) pieces() * pieceLength);
    } else {
      b.text("files").raw("l");
      for (Part p : parts) {
        b.raw("d").text("length").number((long) p.pieces() * pieceLength).text("path").raw("l");
        for (String component : p.path().split("/")) {
          b.text(component);
        }
        b.raw("ee");
      }
      b.raw("e");
    }
    b.text("name").text(name).text("piece length").number(pieceLength);
    byte[] hash = pieceHash();
    b.text("pieces").raw(pieces() * hash.length + ":");
    for (int i = 0; i < pieces(); i++) {
      b.out.writeBytes(hash);
    }
    return b.raw("ee").out.toByteArray();
  }

  private byte[] pieceHash() {
    byte[] piece = new byte[pieceLength];
    System.arraycopy(mark, 0, piece, 0, MARK);
    try {
      return MessageDigest.getInstance("SHA-1").digest(piece);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /**
   * Puts the files below {@code folder}.
   *
   * @param have which pieces are good
   */
  void write(Path folder, IntPredicate have) throws IOException {
    Path top = folder.resolve(name);
    int piece = 0;
    for (Part part : parts) {
      Path file = isSingle() ? top : top.resolve(part.path());
      Files.createDirectories(file.getParent());
      try (FileChannel out =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.SPARSE)) {
        for (int i = 0; i < part.pieces(); i++, piece++) {
          if (have.test(piece)) {
            out.write(ByteBuffer.wrap(mark), (long) i * pieceLength);
          }
        }
        long size = (long) part.pieces() * pieceLength;
        if (size > 0 && out.size() < size) {
          out.write(ByteBuffer.wrap(new byte[1]), size - 1);
        }
      }
    }
  }

  /** Parts of a series of equal files. */
  static List<Part> series(String format, int files, int piecesEach) {
    List<Part> parts = new ArrayList<>();
    for (int i = 1; i <= files; i++) {
      parts.add(new Part(String.format(java.util.Locale.ROOT, format, i), piecesEach));
    }
    return parts;
  }

  private static final class Bencode {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bencode raw(String s) {
      out.writeBytes(s.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Bencode text(String s) {
      byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
      raw(utf8.length + ":");
      out.writeBytes(utf8);
      return this;
    }

    Bencode number(long n) {
      return raw("i" + n + "e");
    }
  }
}

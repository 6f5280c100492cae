package io.bitonic.app.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A small v1 torrent and its data, written by hand so that it depends on no code under test. */
public final class TestTorrent {
  public static final int PIECE = 16 * 1024;

  public final String name;
  public final Map<String, byte[]> files = new LinkedHashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * @param seed of the content
   * @param sizes bytes of file-0, file-1 …
   */
  public TestTorrent(String name, long seed, int... sizes) {
    this.name = name;
    Random random = new Random(seed);
    for (int i = 0; i < sizes.length; i++) {
      byte[] data = new byte[sizes[i]];
      random.nextBytes(data);
      files.put("file-" + i, data);
    }
  }

  /** The bytes of the torrent file. */
  public byte[] bytes() {
    out.reset();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    files.values().forEach(all::writeBytes);
    raw("d8:announce26:http://tracker.test/announ");
    raw("4:infod5:filesl");
    files.forEach(
        (path, data) -> {
          raw("d6:lengthi" + data.length + "e4:pathl");
          string(path.getBytes(StandardCharsets.UTF_8));
          raw("ee");
        });
    raw("e4:name");
    string(name.getBytes(StandardCharsets.UTF_8));
    raw("12:piece lengthi" + PIECE + "e6:pieces");
    string(hashes(all.toByteArray()));
    raw("ee");
    return out.toByteArray();
  }

  private void raw(String s) {
    out.writeBytes(s.getBytes(StandardCharsets.UTF_8));
  }

  private void string(byte[] b) {
    raw(b.length + ":");
    out.writeBytes(b);
  }

  private static byte[] hashes(byte[] data) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      ByteArrayOutputStream hashes = new ByteArrayOutputStream();
      for (int at = 0; at < data.length; at += PIECE) {
        sha1.update(data, at, Math.min(PIECE, data.length - at));
        hashes.writeBytes(sha1.digest());
      }
      return hashes.toByteArray();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the torrent file and gives its path. */
  public Path save(Path folder) throws IOException {
    return Files.write(folder.resolve("t-" + Math.abs(name.hashCode()) + ".torrent"), bytes());
  }

  /** Writes the data below {@code folder}. */
  public void saveData(Path folder) throws IOException {
    Path top = Files.createDirectories(folder.resolve(name));
    for (Map.Entry<String, byte[]> e : files.entrySet()) {
      Files.write(top.resolve(e.getKey()), e.getValue());
    }
  }
}

package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bitonic.core.bencode.Bencoding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedTorrentTest {
  static Stream<Named<byte[]>> torrents() {
    Map<String, Object> v1 =
        Torrents.outer(
            Torrents.multi(
                "m",
                List.of(
                    Torrents.file(5, "a", "b"), Torrents.file(40_000, "ü"), Torrents.file(9, "c")),
                16384));
    v1.put("announce-list", List.of(List.of("udp://a.example:1"), List.of("http://b.example/")));
    v1.put("url-list", List.of("http://c.example/"));
    v1.put("creation date", 7);
    return Stream.of(
        Named.of("v1", Bencoding.encode(v1)),
        Named.of("v2", Bencoding.encode(Torrents.outer2(false))),
        Named.of("hybrid", Bencoding.encode(Torrents.outer2(true))));
  }

  @ParameterizedTest
  @MethodSource("torrents")
  void everyPrefixIsRejected(byte[] torrent) throws MetainfoException {
    MetainfoChecks.check(MetainfoParser.parse(torrent));
    for (int n = 0; n < torrent.length; n++) {
      byte[] prefix = Arrays.copyOf(torrent, n);
      MetainfoChecks.checkMessage(
          assertThrows(MetainfoException.class, () -> MetainfoParser.parse(prefix)));
    }
  }

  @ParameterizedTest
  @MethodSource("torrents")
  void everyChangedByteIsParsedOrRejected(byte[] torrent) {
    for (int i = 0; i < torrent.length; i++) {
      for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        byte[] changed = torrent.clone();
        changed[i] ^= (byte) flip;
        try {
          MetainfoChecks.check(MetainfoParser.parse(changed));
        } catch (MetainfoException e) {
          MetainfoChecks.checkMessage(e);
        }
      }
    }
  }
}

package io.bitonic.bench;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.BencodeGuard;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding of a torrent of 2,000 files and of an extension handshake; the guard's share of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BencodeBench {
  private static final int FILES = 2_000;
  private static final int PIECE = 1 << 20;

  private byte[] torrent;
  private byte[] message;

  @Setup
  public void setup() throws MetainfoException, BencodeException {
    List<Map<String, Object>> files = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < FILES; i++) {
      long length = 1_000_000L + i;
      files.add(
          Map.of(
              "length", length, "path", List.of("disc " + i % 20, "track number " + i + ".flac")));
      total += length;
    }
    byte[] pieces = new byte[(int) ((total + PIECE - 1) / PIECE) * 20];
    Map<String, Object> info =
        Map.of("name", "collection", "piece length", PIECE, "files", files, "pieces", pieces);
    torrent = Bencoding.encode(Map.of("announce", "http://t.example/announce", "info", info));
    Map<String, Object> extensions = Map.of("ut_metadata", 1, "ut_pex", 2, "lt_donthave", 7);
    message =
        Bencoding.encode(
            Map.of("m", extensions, "metadata_size", 31_235, "reqq", 500, "v", "Bitonic 0.1"));
    if (MetainfoParser.parse(torrent).files().size() != FILES
        || Bencoding.decode(message, Limits.MESSAGE).dict("m").intValue("ut_pex", -1) != 2) {
      throw new IllegalStateException("the benchmark's input does not decode to what it encodes");
    }
  }

  @Benchmark
  public BencodeGuard guardTorrent() throws BencodeException {
    return BencodeGuard.scan(torrent, 0, torrent.length, Limits.METAINFO);
  }

  @Benchmark
  public BDict decodeTorrent() throws BencodeException {
    return Bencoding.decode(torrent, Limits.METAINFO);
  }

  @Benchmark
  public Metainfo parseTorrent() throws MetainfoException {
    // A copy, since the parser knows the array that it saw last.
    return MetainfoParser.parse(torrent.clone());
  }

  @Benchmark
  public BencodeGuard guardMessage() throws BencodeException {
    return BencodeGuard.scan(message, 0, message.length, Limits.MESSAGE);
  }

  @Benchmark
  public BDict decodeMessage() throws BencodeException {
    return Bencoding.decode(message, Limits.MESSAGE);
  }
}

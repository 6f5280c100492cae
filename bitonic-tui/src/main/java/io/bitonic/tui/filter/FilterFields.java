package io.bitonic.tui.filter;

import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What filters can say about torrents, files and peers. */
public final class FilterFields {
  private FilterFields() {}

  /**
   * @param wallMillis wall clock, for the ages {@code added} and {@code finished}
   */
  public static Fields<TorrentSnapshot> torrents(LongSupplier wallMillis) {
    return Fields.<TorrentSnapshot>empty()
        .text("name", TorrentSnapshot::name)
        .words("state", states(), t -> t.state().name().toLowerCase(Locale.ROOT))
        .text("label", TorrentSnapshot::label)
        .text("tracker", TorrentSnapshot::tracker)
        .text("path", t -> String.valueOf(t.savePath()))
        .text("hash", TorrentSnapshot::id)
        .text("error", t -> t.error().isEmpty() ? t.waiting() : t.error())
        .number("size", Unit.BYTES, TorrentSnapshot::wantedSize)
        .number("done", Unit.PERCENT, t -> t.progress() * 100)
        .number("left", Unit.BYTES, t -> Math.max(0, t.wantedSize() - t.doneSize()))
        .number("down", Unit.BYTES, TorrentSnapshot::downRate)
        .number("up", Unit.BYTES, TorrentSnapshot::upRate)
        .number("downloaded", Unit.BYTES, TorrentSnapshot::downloaded)
        .number("uploaded", Unit.BYTES, TorrentSnapshot::uploaded)
        .number("wasted", Unit.BYTES, TorrentSnapshot::wasted)
        .number("ratio", Unit.COUNT, TorrentSnapshot::ratio)
        .number("eta", Unit.SECONDS, t -> t.etaSeconds() < 0 ? Double.NaN : t.etaSeconds())
        .number("peers", Unit.COUNT, TorrentSnapshot::peers)
        .number("seeds", Unit.COUNT, TorrentSnapshot::seeds)
        .number("known", Unit.COUNT, TorrentSnapshot::knownPeers)
        .number("avail", Unit.COUNT, TorrentSnapshot::availability)
        .number("files", Unit.COUNT, TorrentSnapshot::fileCount)
        .number("pieces", Unit.COUNT, TorrentSnapshot::pieces)
        .number("queue", Unit.COUNT, t -> t.queuePosition() + 1)
        .number("added", Unit.SECONDS, t -> age(wallMillis, t.addedMillis()))
        .number("finished", Unit.SECONDS, t -> age(wallMillis, t.finishedMillis()))
        .number("active", Unit.SECONDS, TorrentSnapshot::activeSeconds)
        .number("seeding", Unit.SECONDS, TorrentSnapshot::seedingSeconds)
        .flag("complete", TorrentSnapshot::isComplete)
        .flag("moving", t -> t.downRate() > 0 || t.upRate() > 0)
        .flag("private", TorrentSnapshot::privateTorrent)
        .flag("sequential", TorrentSnapshot::sequential);
  }

  public static Fields<FileRow> files() {
    return Fields.<FileRow>empty()
        .text("path", FileRow::path)
        .words("priority", priorities(), f -> f.priority().name().toLowerCase(Locale.ROOT))
        .number("size", Unit.BYTES, FileRow::length)
        .number("left", Unit.BYTES, f -> f.length() - f.done())
        .number("done", Unit.PERCENT, f -> f.length() == 0 ? 100 : 100.0 * f.done() / f.length());
  }

  public static Fields<PeerRow> peers() {
    return Fields.<PeerRow>empty()
        .text("client", PeerRow::client)
        .text("address", PeerRow::address)
        .text("flags", PeerRow::flags)
        .text("source", PeerRow::source)
        .number("done", Unit.PERCENT, p -> p.progress() * 100)
        .number("down", Unit.BYTES, PeerRow::downRate)
        .number("up", Unit.BYTES, PeerRow::upRate)
        .number("downloaded", Unit.BYTES, PeerRow::downloaded)
        .number("uploaded", Unit.BYTES, PeerRow::uploaded)
        .number("failures", Unit.COUNT, PeerRow::hashFailures)
        .number("health", Unit.COUNT, p -> p.health().score())
        .number("connected", Unit.SECONDS, PeerRow::connectedSeconds);
  }

  private static double age(LongSupplier wall, long millis) {
    return millis == 0 ? Double.NaN : (wall.getAsLong() - millis) / 1e3;
  }

  private static List<String> states() {
    return Arrays.stream(TorrentState.values())
        .map(s -> s.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<String> priorities() {
    return Arrays.stream(FilePriority.values())
        .map(s -> s.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}

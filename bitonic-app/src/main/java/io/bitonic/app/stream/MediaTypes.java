package io.bitonic.app.stream;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.metainfo.TorrentFile;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a file holds, by its name. Pure functions. */
public final class MediaTypes {
  private static final String OTHER = "application/octet-stream";

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("mkv", "video/x-matroska"),
          Map.entry("webm", "video/webm"),
          Map.entry("avi", "video/x-msvideo"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("mpg", "video/mpeg"),
          Map.entry("mpeg", "video/mpeg"),
          Map.entry("ts", "video/mp2t"),
          Map.entry("m2ts", "video/mp2t"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("wmv", "video/x-ms-wmv"),
          Map.entry("flv", "video/x-flv"),
          Map.entry("3gp", "video/3gpp"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("aac", "audio/aac"),
          Map.entry("flac", "audio/flac"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("srt", "text/plain; charset=utf-8"),
          Map.entry("vtt", "text/vtt; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("png", "image/png"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("zip", "application/zip"));

  private MediaTypes() {}

  /** The content type; {@code application/octet-stream} when it isn't known. */
  static String of(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.getOrDefault(extension, OTHER);
  }

  /**
   * The largest file that can be played, or the largest of all.
   *
   * @throws AppException when all are empty
   */
  public static TorrentFile largest(List<TorrentFile> all) {
    return all.stream()
        .filter(f -> f.isStored() && f.length() > 0)
        .max(
            Comparator.comparing((TorrentFile f) -> isPlayable(f.path().getLast()))
                .thenComparingLong(TorrentFile::length)
                .thenComparing(TorrentFile::index, Comparator.reverseOrder()))
        .orElseThrow(
            () -> new AppException(ExitCode.USAGE, "the torrent has no file with anything in it"));
  }

  /** Whether it is to be watched or listened to. */
  public static boolean isPlayable(String name) {
    String type = of(name);
    return type.startsWith("video/") || type.startsWith("audio/");
  }
}

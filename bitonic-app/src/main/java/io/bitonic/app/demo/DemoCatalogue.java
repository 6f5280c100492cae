package io.bitonic.app.demo;

import static io.bitonic.app.demo.SparseTorrent.series;

import io.bitonic.app.demo.SparseTorrent.Part;
import java.util.ArrayList;
import java.util.List;

/** The torrents of the dashboard's demo. Their names are of free works, their data is made up. */
final class DemoCatalogue {
  static final int SHORT_FILMS = 12;
  static final int SHORT_FILM_PIECES = 20;

  private static final int MIB = 1 << 20;

  /** Port 1 of this machine, where nobody answers. */
  private static final String DEAD_TRACKER = "http://127.0.0.1:1/announce";

  final SparseTorrent ubuntu;
  final SparseTorrent sintel;
  final SparseTorrent album;
  final SparseTorrent arch;
  final SparseTorrent cosmos;
  final SparseTorrent audioBook;
  final SparseTorrent wikipedia;
  final SparseTorrent bunny;
  final SparseTorrent book;
  final SparseTorrent lost;
  final SparseTorrent shortFilms;
  final SparseTorrent debian;

  DemoCatalogue(String tracker) {
    ubuntu = file("ubuntu-24.04.3-live-server-amd64.iso", 1000, tracker);
    sintel = new SparseTorrent("Sintel (2010) 4K", MIB, sintelParts(), tracker);
    album =
        new SparseTorrent(
            "漢字アルバム (2024) [FLAC]", MIB, series("disc 1/%02d 夜明け.flac", 16, 10), tracker);
    arch = file("archlinux-2026.11.01-x86_64.iso", 240, tracker);
    cosmos = file("Cosmos Laundromat 🎬🐑 1080p.mkv", 300, tracker);
    audioBook =
        new SparseTorrent(
            "Librivox – The Time Machine", MIB, series("chapter %02d.ogg", 15, 10), tracker);
    wikipedia = new SparseTorrent("Wikipedia dump 2026-10 (simple)", MIB, whole(400), tracker);
    bunny = file("big-buck-bunny-8k.mkv", 400, tracker);
    book = file("كتاب مفتوح المصدر.pdf", 80, tracker);
    lost = file("lost-tapes-1973.tar", 200, DEAD_TRACKER);
    shortFilms =
        new SparseTorrent(
            "Blender short films (all)",
            MIB,
            series("%02d short film.mkv", SHORT_FILMS, SHORT_FILM_PIECES),
            tracker);
    debian = file("debian-13.1.0-amd64-netinst.iso", 64, tracker);
  }

  private static SparseTorrent file(String name, int pieces, String tracker) {
    return new SparseTorrent(name, MIB, whole(pieces), tracker);
  }

  private static List<Part> whole(int pieces) {
    return List.of(new Part("", pieces));
  }

  private static List<Part> sintelParts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Sintel.2010.2160p.mkv", 460));
    parts.addAll(series("extras/making of, part %d.mkv", 4, 25));
    parts.add(new Part("extras/poster.png", 4));
    for (String language : List.of("de", "en", "ja", "ru", "zh")) {
      parts.add(new Part("subtitles/Sintel." + language + ".srt", 1));
    }
    parts.add(new Part("music/Sintel soundtrack.flac", 31));
    return parts;
  }
}

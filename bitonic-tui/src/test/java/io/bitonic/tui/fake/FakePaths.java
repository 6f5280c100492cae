package io.bitonic.tui.fake;

/** File names of a fake torrent. */
final class FakePaths {
  private static final String[] ODD = {
    "読んでください.txt",
    "🎬 trailer.mp4",
    "مرحبا.pdf",
    "bell\u0007\u001b]0;owned\u0007.nfo",
    "a\u202Egpj.exe"
  };

  private FakePaths() {}

  static String[] of(String name, int files) {
    String root = name.isBlank() ? "unnamed" : name.replace('/', '_');
    String[] paths = new String[files];
    if (files == 1) {
      paths[0] = root;
      return paths;
    }
    for (int i = 0; i < files; i++) {
      if (i < ODD.length) {
        paths[i] = root + "/extras/" + ODD[i];
      } else if (files > 1_000) {
        paths[i] = root + "/part " + i / 1_000 + "/" + i / 50 % 20 + "/file-" + i + ".dat";
      } else {
        int season = 1 + i / 12;
        paths[i] =
            String.format("%s/Season %d/%s.S%02dE%02d.mkv", root, season, root, season, 1 + i % 12);
      }
    }
    return paths;
  }
}

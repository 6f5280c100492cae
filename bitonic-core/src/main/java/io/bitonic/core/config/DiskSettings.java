package io.bitonic.core.config;

/** The rows of {@link SettingTable} about files and hashing. */
final class DiskSettings {
  static final SettingRows ROWS = new SettingRows();

  private static final Setting<Integer> DISK_WORKERS =
      ROWS.atStart(
          "disk.workers",
          Type.integer(1, 64),
          2,
          "Threads that read and write files.",
          s -> s.disk().workers());
  private static final Setting<Long> DISK_BUFFER =
      ROWS.live(
          "disk.buffer",
          Type.size(4L << 20, 64L << 30),
          64L << 20,
          "Memory for pieces that are not on the disk yet; when it is full, peers wait.",
          s -> s.disk().bufferBytes());
  private static final Setting<Integer> OPEN_FILES =
      ROWS.live(
          "disk.open_files",
          Type.integer(4, 100_000),
          40,
          "Files held open at most.",
          s -> s.disk().openFiles());
  private static final Setting<Settings.Preallocation> PREALLOCATION =
      ROWS.live(
          "disk.preallocation",
          Type.choice(Settings.Preallocation.class),
          Settings.Preallocation.SPARSE,
          "How space is taken before a download: none, sparse (the size is set) or full (blocks are"
              + " reserved).",
          s -> s.disk().preallocation());
  private static final Setting<Settings.Reads> READS =
      ROWS.live(
          "disk.reads",
          Type.choice(Settings.Reads.class),
          Settings.Reads.POSITIONAL,
          "How files are read: positional (calls that use the system's cache), mapped"
              + " (memory-mapped) or direct (from the device, past the cache: for data that is"
              + " larger than memory).",
          s -> s.disk().reads());
  private static final Setting<Integer> HASH_WORKERS =
      ROWS.atStart(
          "hash.workers",
          Type.integer(0, 256),
          0,
          "Threads that hash; 0 is one per processor.",
          s -> s.hash().workers());

  private DiskSettings() {}

  static Settings.Disk disk(Values v) {
    return new Settings.Disk(
        v.get(DISK_WORKERS),
        v.get(DISK_BUFFER),
        v.get(OPEN_FILES),
        v.get(PREALLOCATION),
        v.get(READS));
  }

  static Settings.Hash hash(Values v) {
    int workers = v.get(HASH_WORKERS);
    return new Settings.Hash(workers == 0 ? Runtime.getRuntime().availableProcessors() : workers);
  }
}

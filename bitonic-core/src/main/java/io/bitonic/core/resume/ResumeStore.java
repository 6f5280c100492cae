package io.bitonic.core.resume;

import io.bitonic.core.bencode.Limits;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.util.AtomicFile;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The state files of all torrents, in {@code torrents/} below the state folder: {@code <id>.state},
 * {@code <id>.torrent} and {@code <id>.journal}, and the {@code lock-<n>} files. The id is the
 * torrent's, or {@link #idFor} where one torrent lies in several folders.
 *
 * <p>A file is replaced as a whole: written beside, forced, renamed over the old one, and the
 * folder forced; a crash at any moment leaves the old content or the new one.
 *
 * <p>Threads: any; every call blocks on the disk, so none belongs on a loop. One write of a torrent
 * at a time; those of several together share the device's waits. Processes are kept apart per
 * torrent by {@link #lockTorrent}.
 */
public final class ResumeStore implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}(-[0-9a-f]{8})?");
  private static final String STATE = ".state";
  private static final String TORRENT = ".torrent";
  private static final String JOURNAL = ".journal";
  private static final String TEMPORARY = ".tmp";

  private final Path folder;
  private final TorrentLocks locks;

  /**
   * @param stateDir made when it is missing, readable by the user alone: tracker URLs are secrets
   */
  public ResumeStore(Path stateDir) throws ResumeException {
    folder = stateDir.toAbsolutePath().resolve("torrents");
    try {
      boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] mode =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Files.createDirectories(folder, mode);
      locks = new TorrentLocks(folder.toRealPath());
    } catch (IOException e) {
      throw new ResumeException(
          "Can't make the state folder "
              + folder
              + ": "
              + reason(e)
              + ". Make it writable, or set another state folder.",
          e);
    }
  }

  /** Writes a torrent's state so that it survives a crash at any moment. */
  public void save(String id, ResumeState state) throws ResumeException {
    replace(file(id, STATE), ResumeCodec.encode(state));
  }

  /**
   * @return null when there is no state of this torrent
   * @throws ResumeException when it is damaged or can't be read
   */
  public ResumeState load(String id) throws ResumeException {
    Path file = file(id, STATE);
    byte[] bytes = read(file);
    if (bytes == null) {
      return null;
    }
    try {
      ResumeState s = ResumeCodec.decode(bytes);
      if (!id.startsWith(s.id())) {
        throw new ResumeCodec.Damage("it belongs to the torrent " + s.id());
      }
      return s;
    } catch (ResumeCodec.Damage e) {
      throw new ResumeException(
          "The state file "
              + file
              + " can't be used: "
              + e.getMessage()
              + ". Delete it and add the torrent again; its files are then checked.",
          e);
    }
  }

  /**
   * Starts from a saved state: decides what to believe, and makes that durable when files changed,
   * so that no later crash can bring the rest back. Pieces that are to be hashed are noted in the
   * journal and so survive a crash of the check. Call it before the first write.
   */
  public ResumePlan begin(
      String id, ResumeState saved, List<FileStamp> now, PieceJournal journal, Metainfo meta)
      throws ResumeException {
    ResumePlan plan = ResumePlan.of(saved, now, journal, meta);
    if (plan.trusted().count() < saved.have().count() || !now.equals(saved.stamps())) {
      // The notes come second: with the old state they would make foreign changes look like ours.
      save(id, plan.settle(saved, now));
      Bits noted = journal.pieces(plan.check().size());
      for (int p = plan.check().nextSet(0); p >= 0; p = plan.check().nextSet(p + 1)) {
        if (!noted.get(p)) {
          journal.append(p);
        }
      }
    }
    return plan;
  }

  /** Torrents that have a state or a .torrent file here, sorted. */
  public List<String> ids() throws ResumeException {
    SortedSet<String> ids = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path p : files) {
        String name = p.getFileName().toString();
        int dot = name.indexOf('.');
        String id = dot < 0 ? name : name.substring(0, dot);
        String ending = dot < 0 ? "" : name.substring(dot);
        if (isId(id) && (ending.equals(STATE) || ending.equals(TORRENT))) {
          ids.add(id);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new ResumeException("Can't list " + folder + ": " + e.getMessage() + ".", e);
    }
    return List.copyOf(ids);
  }

  /** Keeps the .torrent file itself. */
  public void saveTorrent(String id, byte[] bytes) throws ResumeException {
    replace(file(id, TORRENT), bytes);
  }

  /**
   * @return null when there is none
   */
  public byte[] loadTorrent(String id) throws ResumeException {
    return read(file(id, TORRENT));
  }

  /** The torrent's journal; the caller closes it. Only for the holder of the torrent's lock. */
  public PieceJournal journal(String id) throws ResumeException {
    return new PieceJournal(file(id, JOURNAL));
  }

  /** When the state was written, in milliseconds since 1970 UTC; 0 when there is none. */
  public long savedMillis(String id) {
    try {
      return Files.getLastModifiedTime(file(id, STATE)).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Forgets everything about the torrent; its payload is not touched. */
  public void delete(String id) throws ResumeException {
    // The state goes first: without it the other files mean nothing.
    for (String ending : List.of(STATE, TORRENT, JOURNAL, STATE + TEMPORARY, TORRENT + TEMPORARY)) {
      Path p = file(id, ending);
      try {
        Files.deleteIfExists(p);
      } catch (IOException e) {
        throw new ResumeException(
            "Can't delete " + p + ": " + reason(e) + ". Make its folder writable.", e);
      }
    }
    AtomicFile.forceNames(folder);
  }

  /**
   * Takes the torrent for this store until {@link #unlockTorrent} or {@link #close}.
   *
   * @return false when another process or another store has it
   */
  public boolean lockTorrent(String id) throws ResumeException {
    requireId(id);
    try {
      return locks.lock(id);
    } catch (IOException e) {
      throw new ResumeException(
          "Can't lock " + id + " in " + folder + ": " + reason(e) + ". Make the folder writable.",
          e);
    }
  }

  public void unlockTorrent(String id) {
    locks.unlock(id);
  }

  /** Gives up all locks. */
  @Override
  public void close() {
    locks.close();
  }

  private Path file(String id, String ending) {
    requireId(id);
    return folder.resolve(id + ending);
  }

  private static void requireId(String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException("not a torrent's id: " + id);
    }
  }

  /**
   * The name of the state of a torrent in one folder, when the torrent's plain id stands for
   * another folder: the id, a dash and 8 hex digits.
   */
  public static String idFor(String torrentId, Path savePath) {
    CRC32C crc = new CRC32C();
    crc.update(savePath.toString().getBytes(StandardCharsets.UTF_8));
    return torrentId + "-" + HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Whether this can name a state: a torrent's id, or what {@link #idFor} gives. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  private void replace(Path file, byte[] bytes) throws ResumeException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    try {
      AtomicFile.replace(file, temporary, bytes, AtomicFile.Sync.CONTENT_AND_NAME);
    } catch (IOException e) {
      throw new ResumeException(
          "Can't save "
              + file
              + ": "
              + reason(e)
              + ". The state before it is kept. Free some space or make the folder writable.",
          e);
    }
  }

  private static byte[] read(Path file) throws ResumeException {
    try {
      long size = Files.size(file);
      if (size > Limits.STATE.maxBytes()) {
        throw new ResumeException(
            file + " has " + size + " bytes, too many for what it is. Delete it.", null);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new ResumeException(
          "Can't read " + file + ": " + reason(e) + ". Make it readable, or delete it.", e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }
}

package io.bitonic.core.create;

import io.bitonic.core.metainfo.FileLists;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.Printable;
import io.bitonic.core.metainfo.SafePath;
import io.bitonic.core.metainfo.UniquePaths;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The files that a new torrent is made of, in the order of a BEP 52 file tree: by components, as
 * raw bytes. The order does not depend on the file system.
 *
 * <p>Symbolic links inside the folder that lead to something inside it are stored as links (BEP
 * 47); any other link is an error, because following it could publish files that were not meant.
 */
final class InputFiles {
  /**
   * One file to put into a torrent.
   *
   * @param relative components below the folder; for a single file its name
   * @param modified milliseconds since 1970, to notice changes while hashing
   * @param symlink target components below the folder, or empty
   */
  record Input(
      Path path,
      List<String> relative,
      long length,
      long modified,
      boolean executable,
      List<String> symlink) {}

  private final Path root;
  private final boolean includeHidden;
  private final List<Input> files = new ArrayList<>();

  private InputFiles(Path root, boolean includeHidden) {
    this.root = root;
    this.includeHidden = includeHidden;
  }

  /**
   * @param root a file or a folder, links already resolved
   * @throws MetainfoException when something can't be read or can't be in a torrent
   */
  static List<Input> list(Path root, String name, boolean includeHidden) throws MetainfoException {
    InputFiles in = new InputFiles(root, includeHidden);
    try {
      BasicFileAttributes a = Files.readAttributes(root, BasicFileAttributes.class);
      if (a.isDirectory()) {
        in.walk();
      } else {
        in.add(root, a, List.of(name));
      }
    } catch (IOException e) {
      throw unreadable(root, e);
    }
    in.check(name);
    return in.files;
  }

  private void walk() throws IOException, MetainfoException {
    Deque<Path> folders = new ArrayDeque<>();
    folders.add(root);
    while (!folders.isEmpty()) {
      Path folder = folders.removeLast();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path p : entries) {
          visit(p, folders);
        }
      } catch (IOException e) {
        throw unreadable(folder, e);
      }
    }
    files.sort((a, b) -> compare(a.relative(), b.relative()));
  }

  private void visit(Path p, Deque<Path> folders) throws IOException, MetainfoException {
    if (!includeHidden && Files.isHidden(p)) {
      return;
    }
    var a = Files.readAttributes(p, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (a.isDirectory()) {
      folders.add(p);
    } else {
      add(p, a, components(p));
    }
  }

  private void add(Path p, BasicFileAttributes a, List<String> relative)
      throws IOException, MetainfoException {
    if (files.size() == FileLists.MAX_FILES) {
      throw new MetainfoException(
          "too many files in " + root + ": at most " + FileLists.MAX_FILES + " fit a torrent");
    }
    if (a.isSymbolicLink()) {
      files.add(new Input(p, relative, 0, 0, false, target(p)));
      return;
    }
    if (!a.isRegularFile()) {
      throw new MetainfoException(
          "not a regular file: "
              + Printable.line(p.toString())
              + "; remove it or choose another folder");
    }
    if (!Files.isReadable(p)) {
      throw unreadable(p, new AccessDeniedException(p.toString()));
    }
    long modified = a.lastModifiedTime().toMillis();
    boolean executable = File.separatorChar == '/' && Files.isExecutable(p);
    files.add(new Input(p, relative, a.size(), modified, executable, List.of()));
  }

  private List<String> target(Path link) throws MetainfoException {
    try {
      Path to = link.getParent().resolve(Files.readSymbolicLink(link)).normalize();
      if (to.startsWith(root) && !to.equals(root) && link.toRealPath().startsWith(root)) {
        return components(to);
      }
    } catch (NoSuchFileException e) {
      throw new MetainfoException(
          "the symbolic link " + Printable.line(link.toString()) + " leads nowhere; remove it", e);
    } catch (IOException e) {
      throw unreadable(link, e);
    }
    throw new MetainfoException(
        "the symbolic link "
            + Printable.line(link.toString())
            + " leads outside the folder; replace it by a copy or remove it");
  }

  private List<String> components(Path p) {
    Path relative = root.relativize(p);
    String[] out = new String[relative.getNameCount()];
    Arrays.setAll(out, i -> relative.getName(i).toString());
    return List.of(out);
  }

  private void check(String name) throws MetainfoException {
    List<List<String>> paths = new ArrayList<>(files.size());
    for (Input f : files) {
      List<String> full = new ArrayList<>(f.relative());
      full.addFirst(name);
      for (String c : full) {
        if (c.indexOf('\ufffd') >= 0 || !SafePath.component(c).equals(c)) {
          throw new MetainfoException(
              "the name '"
                  + Printable.line(c)
                  + "' can't be stored safely in a torrent (control, hidden or undecodable"
                  + " characters, or too long); rename it: "
                  + Printable.line(f.path().toString()));
        }
      }
      if (full.size() > SafePath.MAX_DEPTH) {
        throw new MetainfoException(
            "too deep: " + Printable.line(f.path().toString()) + " lies in more than 100 folders");
      }
      paths.add(full);
    }
    List<List<String>> unique = UniquePaths.of(paths);
    for (int i = 0; i < paths.size(); i++) {
      if (!unique.get(i).equals(paths.get(i))) {
        throw new MetainfoException(
            "another name differs only in case or in invisible characters from "
                + Printable.line(files.get(i).path().toString())
                + "; many systems can't store both, so rename one");
      }
    }
  }

  static MetainfoException unreadable(Path p, IOException e) {
    String path = Printable.line(p.toString());
    return switch (e) {
      case NoSuchFileException _ -> new MetainfoException("no such file or folder: " + path, e);
      case AccessDeniedException _ ->
          new MetainfoException("no permission to read " + path + "; change its permissions", e);
      default -> new MetainfoException("can't read " + path + ": " + e.getMessage(), e);
    };
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return Arrays.compareUnsigned(
            a.get(i).getBytes(StandardCharsets.UTF_8), b.get(i).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}

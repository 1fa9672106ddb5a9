package dev.firn.engine.storage;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Storage on a local file system. An unfinished file stands beside its final place as {@code
 * .<name>.part} and is renamed when published, so that a reader that lists a folder never sees half
 * a file.
 */
public final class LocalStorage implements Storage {
  private static final String SCHEME = "file://";
  private static final String PART_SUFFIX = ".part";

  /**
   * Lock files held by this process. Needed beside the system's locks, because on POSIX closing any
   * descriptor of a file drops all locks the process has on it, so a held file must not be opened
   * again.
   */
  private static final Set<Path> HELD_LOCKS = ConcurrentHashMap.newKeySet();

  private LocalStorage() {}

  /** The local file systems of this machine. */
  public static LocalStorage create() {
    return new LocalStorage();
  }

  /** The location of a local path. */
  public static String locationOf(Path path) {
    return SCHEME + path.toAbsolutePath().normalize();
  }

  /** The local path of a location: {@code file:///x}, {@code file:/x} or {@code /x}. */
  public static Path pathOf(String location) {
    String path = location;
    if (location.startsWith(SCHEME)) {
      path = location.substring(SCHEME.length());
    } else if (location.startsWith("file:")) {
      path = location.substring("file:".length());
    }
    if (!path.startsWith("/")) {
      throw new FirnException(
          ErrorCode.STORAGE,
          "Location '"
              + location
              + "': expected an absolute local one such as 'file:///data/x', found another.");
    }
    return Path.of(path);
  }

  @Override
  public ByteSink create(String location) {
    Path path = pathOf(location);
    Path part = partOf(path);
    try {
      createFoldersOf(path);
      FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // Looked at after the part file is ours: whoever published before has no part any more, and
      // whoever comes later fails on ours.
      if (Files.exists(path)) {
        channel.close();
        Files.delete(part);
        throw new FileAlreadyExistsException(path.toString());
      }
      return new LocalSink(location, path, part, channel);
    } catch (FileAlreadyExistsException e) {
      throw failure("Creating", location, "no file of that name", "one", e);
    } catch (IOException e) {
      throw failure("Creating", location, e);
    }
  }

  @Override
  public ByteSource open(String location) {
    try {
      return new LocalSource(location, FileChannel.open(pathOf(location), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      throw new FileAbsentException(location, e);
    } catch (IOException e) {
      throw failure("Opening", location, e);
    }
  }

  @Override
  public boolean exists(String location) {
    return Files.isRegularFile(pathOf(location));
  }

  @Override
  public void createFolder(String folder) {
    try {
      createFoldersOf(pathOf(folder).resolve("any"));
    } catch (IOException e) {
      throw failure("Creating", folder, e);
    }
  }

  @Override
  public boolean folderExists(String folder) {
    return Files.isDirectory(pathOf(folder));
  }

  @Override
  public long delete(String location) {
    Path path = pathOf(location);
    try {
      return Math.max(deleteFile(path), deleteFile(partOf(path)));
    } catch (IOException e) {
      throw failure("Deleting", location, e);
    }
  }

  @Override
  public void deleteFolder(String folder) {
    Path path = pathOf(folder);
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw failure("Deleting", folder, e);
    }
  }

  @Override
  public void deleteFolderIfEmpty(String folder) {
    try {
      Files.deleteIfExists(pathOf(folder));
    } catch (DirectoryNotEmptyException e) {
      return;
    } catch (IOException e) {
      throw failure("Deleting", folder, e);
    }
  }

  @Override
  public List<String> list(String folder) {
    Path path = pathOf(folder);
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(path)) {
      return tree.filter(Files::isRegularFile)
          .map(each -> locationOf(finalOf(each)))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failure("Listing", folder, e);
    }
  }

  @Override
  public void syncFolder(String folder) {
    Path path = pathOf(folder);
    if (!Files.isDirectory(path)) {
      return;
    }
    try {
      sync(path);
    } catch (IOException e) {
      throw failure("Syncing", folder, e);
    }
  }

  @Override
  public void replace(String location, byte[] content) {
    Path path = pathOf(location);
    Path part = partOf(path);
    try {
      createFoldersOf(path);
      Files.write(part, content);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure("Replacing", location, e);
    }
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker")
  public Optional<StorageLock> tryLock(String location) {
    Path path = pathOf(location);
    if (!HELD_LOCKS.add(path)) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      createFoldersOf(path);
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      taken = true;
      return Optional.of(() -> unlock(path, channel));
    } catch (IOException e) {
      throw failure("Locking", location, e);
    } finally {
      if (!taken) {
        HELD_LOCKS.remove(path);
      }
    }
  }

  private static void unlock(Path path, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("Unlocking", locationOf(path), e);
    } finally {
      HELD_LOCKS.remove(path);
    }
  }

  /** Makes a file's missing folders and syncs the parent of each, so the new names are durable. */
  private static void createFoldersOf(Path file) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path folder = file.getParent();
    while (folder != null && !Files.isDirectory(folder)) {
      missing.push(folder);
      folder = folder.getParent();
    }
    for (Path each : missing) {
      Files.createDirectories(each);
      Path parent = each.getParent();
      if (parent != null) {
        sync(parent);
      }
    }
  }

  private static long deleteFile(Path path) throws IOException {
    try {
      long bytes = Files.size(path);
      Files.delete(path);
      return bytes;
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path partOf(Path path) {
    return path.resolveSibling("." + path.getFileName() + PART_SUFFIX);
  }

  private static Path finalOf(Path path) {
    String name = path.getFileName().toString();
    if (name.startsWith(".") && name.endsWith(PART_SUFFIX)) {
      return path.resolveSibling(name.substring(1, name.length() - PART_SUFFIX.length()));
    }
    return path;
  }

  static FirnException failure(String action, String location, IOException cause) {
    return new FirnException(
        ErrorCode.STORAGE,
        action
            + " '"
            + location
            + "' failed: "
            + cause.getClass().getSimpleName()
            + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")")
            + ". Check that the disk has room and the folder can be written.",
        cause);
  }

  private static FirnException failure(
      String action, String location, String expected, String found, IOException cause) {
    return new FirnException(
        ErrorCode.STORAGE,
        action + " '" + location + "': expected " + expected + ", found " + found + ".",
        cause);
  }
}

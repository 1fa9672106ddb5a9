package dev.firn.engine.storage;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Storage on a local file system. An unfinished file stands beside its final place as {@code
 * .<name>.part} and is renamed when published, so that a reader that lists a folder never sees half
 * a file.
 */
public final class LocalStorage implements Storage {
  private static final String SCHEME = "file://";
  private static final String PART_SUFFIX = ".part";

  /** Partitions have folders too; forgetting what is known costs one sync for each folder. */
  private static final int SYNCED_FOLDERS_MAX = 10_000;

  /** Folders whose names are known to be durable, kept while the process lives. */
  private static final Set<Path> SYNCED_FOLDERS = ConcurrentHashMap.newKeySet();

  private static final AtomicLong TEMPORARY_NAMES = new AtomicLong();

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
    return new LocalSink(location, path, partOf(path), createPart(location, path, false));
  }

  @Override
  public AppendFile createAppendFile(String location) {
    Path path = pathOf(location);
    return new LocalAppendFile(location, path, partOf(path), createPart(location, path, true));
  }

  @Override
  public ScratchFile createScratchFile(String folder) {
    String unique = ProcessHandle.current().pid() + "-" + TEMPORARY_NAMES.incrementAndGet();
    Path path = pathOf(folder).resolve(".scratch-" + unique + PART_SUFFIX);
    try {
      createFoldersOf(path);
      return new LocalScratchFile(
          folder,
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              // On POSIX systems the name goes at once, elsewhere when the file is closed.
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw failure("Creating a scratch file in", folder, e);
    }
  }

  @Override
  public void truncate(String location, long bytes) {
    try (FileChannel channel = FileChannel.open(pathOf(location), StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw new FileAbsentException(location, e);
    } catch (IOException e) {
      throw failure("Cutting", location, e);
    }
  }

  @Override
  public long freeBytes(String folder) {
    try {
      return Files.getFileStore(pathOf(folder)).getUsableSpace();
    } catch (IOException e) {
      throw failure("Looking for room in", folder, e);
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
  public boolean isEmptyFolder(String folder) {
    Path path = pathOf(folder);
    if (!Files.isDirectory(path)) {
      return !Files.exists(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findFirst().isEmpty();
    } catch (IOException | UncheckedIOException e) {
      throw failure("Listing", folder, ioCause(e));
    }
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
    SYNCED_FOLDERS.removeIf(each -> each.startsWith(path));
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      throw failure("Deleting", folder, ioCause(e));
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
    } catch (IOException | UncheckedIOException e) {
      throw failure("Listing", folder, ioCause(e));
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
      // The names of the folder and of those above it count too.
      createFoldersOf(path.resolve("any"));
    } catch (IOException e) {
      throw failure("Syncing", folder, e);
    }
  }

  @Override
  public void replace(String location, byte[] content) {
    Path path = pathOf(location);
    // Two processes may replace the same file at once, so each has a temporary name of its own.
    String unique = ProcessHandle.current().pid() + "-" + TEMPORARY_NAMES.incrementAndGet();
    Path temporary = path.resolveSibling("." + path.getFileName() + "." + unique + PART_SUFFIX);
    try {
      createFoldersOf(path);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure("Replacing", location, e);
    }
  }

  @Override
  public Optional<StorageLock> tryLock(String location) {
    Path path = pathOf(location);
    try {
      createFoldersOf(path);
      return LocalLock.tryTake(path, StandardOpenOption.CREATE);
    } catch (IOException e) {
      throw failure("Locking", location, e);
    }
  }

  @Override
  public boolean isLocked(String location) {
    try {
      Optional<StorageLock> lock = LocalLock.tryTake(pathOf(location), StandardOpenOption.WRITE);
      lock.ifPresent(StorageLock::close);
      return lock.isEmpty();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failure("Locking", location, e);
    }
  }

  /**
   * Creates the part file.
   *
   * @param isSynced whether its folders are made durable at once, or when the names in them are
   */
  private static FileChannel createPart(String location, Path path, boolean isSynced) {
    Path part = partOf(path);
    try {
      if (isSynced) {
        createFoldersOf(path);
      } else {
        createUnsynced(path);
      }
      FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // Looked at after the part file is ours: whoever published before has no part any more, and
      // whoever comes later fails on ours.
      if (Files.exists(path)) {
        channel.close();
        Files.delete(part);
        throw new FileAlreadyExistsException(path.toString());
      }
      return channel;
    } catch (FileAlreadyExistsException e) {
      throw failure("Creating", location, "no file of that name", "one", e);
    } catch (IOException e) {
      throw failure("Creating", location, e);
    }
  }

  /**
   * Makes a file's missing folders, and syncs the parent of each folder that this process has not
   * seen synced: also of one that is there, because whoever made it may not have come to that yet.
   */
  private static void createFoldersOf(Path file) throws IOException {
    Deque<Path> unknown = new ArrayDeque<>();
    Path folder = file.getParent();
    while (folder != null && !(SYNCED_FOLDERS.contains(folder) && Files.isDirectory(folder))) {
      unknown.push(folder);
      folder = folder.getParent();
    }
    for (Path each : unknown) {
      boolean isNew = !Files.isDirectory(each);
      Files.createDirectories(each);
      Path parent = each.getParent();
      if (parent != null && (isNew || Files.isReadable(parent))) {
        sync(parent);
      }
      if (SYNCED_FOLDERS.size() >= SYNCED_FOLDERS_MAX) {
        SYNCED_FOLDERS.clear();
      }
      SYNCED_FOLDERS.add(each);
    }
  }

  /** Makes a file's missing folders; {@link #syncFolder} makes their names durable. */
  private static void createUnsynced(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      return;
    }
    for (Path each = folder; each != null && !Files.isDirectory(each); each = each.getParent()) {
      // One of that name was there before, and is gone.
      SYNCED_FOLDERS.remove(each);
    }
    Files.createDirectories(folder);
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

  private static IOException ioCause(Exception failure) {
    return switch (failure) {
      case IOException io -> io;
      case UncheckedIOException unchecked when unchecked.getCause() != null -> unchecked.getCause();
      default -> new IOException(failure);
    };
  }

  static FirnException failure(String action, String location, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return new FirnException(
          ErrorCode.CANCELLED, action + " '" + location + "' was interrupted.", cause);
    }
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

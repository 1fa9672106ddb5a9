package dev.firn.engine.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock of the operating system on a local file.
 *
 * <p>On POSIX, closing any descriptor of a file drops all locks that the process has on it. So a
 * file whose lock this process holds must never be opened again, under whatever name it is reached,
 * until the lock is given back.
 */
final class LocalLock implements StorageLock {
  /** Files whose locks this process holds, by their real paths. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Channels that must stay open, because closing one would drop a lock that is held. */
  private static final Set<FileChannel> KEPT_OPEN = ConcurrentHashMap.newKeySet();

  private final Path realPath;
  private final FileChannel channel;
  private boolean closed;

  private LocalLock(Path realPath, FileChannel channel) {
    this.realPath = realPath;
    this.channel = channel;
  }

  /**
   * Takes the lock if it is free.
   *
   * @param option whether the file is made if it is absent
   */
  static Optional<StorageLock> tryTake(Path path, OpenOption option) throws IOException {
    Path folder = path.getParent();
    if (folder == null) {
      throw new IOException("A lock file needs a folder");
    }
    Path realPath = folder.toRealPath().resolve(path.getFileName());
    if (!HELD.add(realPath)) {
      return Optional.empty();
    }
    try {
      Optional<StorageLock> lock = take(realPath, option);
      if (lock.isEmpty()) {
        HELD.remove(realPath);
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      HELD.remove(realPath);
      throw e;
    }
  }

  private static Optional<StorageLock> take(Path realPath, OpenOption option) throws IOException {
    FileChannel channel = FileChannel.open(realPath, option, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new LocalLock(realPath, channel));
      }
      channel.close();
      return Optional.empty();
    } catch (OverlappingFileLockException e) {
      // Held by this process through a link to the file: closing would drop that lock.
      KEPT_OPEN.add(channel);
      return Optional.empty();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      // Somebody else may have it by now.
      return;
    }
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw LocalStorage.failure("Unlocking", LocalStorage.locationOf(realPath), e);
    } finally {
      HELD.remove(realPath);
    }
  }
}

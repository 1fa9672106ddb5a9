package dev.firn.engine.storage;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A folder of its own for what one operation puts aside on disk. It goes with the operation; if the
 * process dies, the next one that makes such a folder beside it removes it, because the dead one's
 * lock is free.
 *
 * <p>Threads: one.
 */
public final class SpillFolder implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";

  /** A lock file can be taken for a dead one's in the moment before it is locked. */
  private static final int TRIES = 10;

  private final Storage storage;
  private final String folder;
  private final StorageLock lock;

  private SpillFolder(Storage storage, String folder, StorageLock lock) {
    this.storage = storage;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes a name below a folder for spills, and removes what dead processes left there. The folder
   * of that name is made by whoever first needs it.
   *
   * @param root the folder for all spills
   * @param names new names
   */
  public static SpillFolder create(Storage storage, String root, Supplier<String> names) {
    storage.createFolder(root);
    removeLeftovers(storage, root);
    for (int count = 0; count < TRIES; count++) {
      String folder = root + "/" + names.get();
      Optional<StorageLock> lock = storage.tryLock(folder + LOCK_SUFFIX);
      if (lock.isPresent()) {
        return new SpillFolder(storage, folder, lock.get());
      }
    }
    throw new FirnException(
        ErrorCode.BUSY,
        "Folder '" + root + "': expected to lock a new name in it, found all tries taken.");
  }

  /** Where it is; it may not exist yet. */
  public Path path() {
    return LocalStorage.pathOf(folder);
  }

  @Override
  public void close() {
    try (lock) {
      storage.deleteFolder(folder);
      storage.delete(folder + LOCK_SUFFIX);
    }
  }

  private static void removeLeftovers(Storage storage, String root) {
    for (String file : storage.list(root)) {
      boolean isLock = file.endsWith(LOCK_SUFFIX) && file.lastIndexOf('/') == root.length();
      if (isLock) {
        storage
            .tryLock(file)
            .ifPresent(
                dead ->
                    new SpillFolder(
                            storage, file.substring(0, file.length() - LOCK_SUFFIX.length()), dead)
                        .close());
      }
    }
  }
}

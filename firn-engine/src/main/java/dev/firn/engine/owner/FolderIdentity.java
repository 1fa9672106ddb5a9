package dev.firn.engine.owner;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.ByteSource;
import dev.firn.engine.storage.FileAbsentException;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A ULID that a folder carries in a file, given to it by the first who asks. */
public final class FolderIdentity {
  private static final String FILE = "/folder.id";
  private static final int ULID_BYTES = 26;

  /** Giving the id takes milliseconds; ten seconds say that the other process hangs. */
  private static final int TRIES_MAX = 1_000;

  private static final long POLL_NANOS = 10_000_000;

  private FolderIdentity() {}

  /** The id of a folder, given to it now if it has none. */
  public static String of(Storage storage, String folder, Supplier<String> ulids) {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      Optional<String> known = read(storage, folder);
      if (known.isPresent()) {
        return known.get();
      }
      Optional<StorageLock> lock = storage.tryLock(folder + FILE + ".lock");
      if (lock.isPresent()) {
        try (StorageLock _ = lock.get()) {
          return read(storage, folder).orElseGet(() -> give(storage, folder, ulids.get()));
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new FirnException(
        ErrorCode.BUSY,
        "Folder '"
            + folder
            + "': expected its id, found another process busy giving it one. Try"
            + " again.");
  }

  private static Optional<String> read(Storage storage, String folder) {
    try (ByteSource source = storage.open(folder + FILE)) {
      ByteBuffer bytes = ByteBuffer.allocate(ULID_BYTES);
      int count = source.read(0, bytes);
      return count == ULID_BYTES
          ? Optional.of(new String(bytes.array(), StandardCharsets.US_ASCII))
          : Optional.empty();
    } catch (FileAbsentException e) {
      return Optional.empty();
    }
  }

  private static String give(Storage storage, String folder, String id) {
    storage.replace(folder + FILE, id.getBytes(StandardCharsets.US_ASCII));
    storage.syncFolder(folder);
    return id;
  }
}

package dev.firn.engine.storage;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Local storage that fails where a {@link FaultPlan} says, and that loses at a crash what was not
 * synced: bytes of unpublished files are dropped, cut or overwritten, and names that were published
 * into a folder that was never synced are gone.
 */
public final class FaultyStorage implements Storage {
  private final Storage real;
  private final FaultPlan plan;
  private final Set<String> openSinks = new HashSet<>();
  private final Map<String, String> unsyncedNames = new HashMap<>();
  private final List<StorageLock> locks = new ArrayList<>();

  private FaultyStorage(Storage real, FaultPlan plan) {
    this.real = real;
    this.plan = plan;
  }

  /** Local storage under a plan. */
  public static FaultyStorage of(FaultPlan plan) {
    FaultyStorage storage = new FaultyStorage(LocalStorage.create(), plan);
    plan.onCrash(storage::loseWhatWasNotSynced);
    return storage;
  }

  @Override
  public ByteSink create(String location) {
    return call(
        "create " + location,
        () -> {
          ByteSink sink = real.create(location);
          synchronized (this) {
            openSinks.add(location);
          }
          return new FaultySink(sink);
        });
  }

  @Override
  public ByteSource open(String location) {
    return call("open " + location, () -> real.open(location));
  }

  @Override
  public boolean exists(String location) {
    return call("exists " + location, () -> real.exists(location));
  }

  @Override
  public void createFolder(String folder) {
    run("createFolder " + folder, () -> real.createFolder(folder));
  }

  @Override
  public boolean folderExists(String folder) {
    return call("folderExists " + folder, () -> real.folderExists(folder));
  }

  @Override
  public boolean isEmptyFolder(String folder) {
    return call("isEmptyFolder " + folder, () -> real.isEmptyFolder(folder));
  }

  @Override
  public long delete(String location) {
    return call("delete " + location, () -> real.delete(location));
  }

  @Override
  public void deleteFolder(String folder) {
    run("deleteFolder " + folder, () -> real.deleteFolder(folder));
  }

  @Override
  public List<String> list(String folder) {
    return call("list " + folder, () -> real.list(folder));
  }

  @Override
  public void syncFolder(String folder) {
    run(
        "syncFolder " + folder,
        () -> {
          real.syncFolder(folder);
          synchronized (this) {
            unsyncedNames.values().removeIf(folder::equals);
          }
        });
  }

  @Override
  public void replace(String location, byte[] content) {
    run("replace " + location, () -> real.replace(location, content));
  }

  @Override
  public Optional<StorageLock> tryLock(String location) {
    return call(
        "tryLock " + location,
        () -> {
          Optional<StorageLock> lock = real.tryLock(location);
          lock.ifPresent(
              each -> {
                synchronized (this) {
                  locks.add(each);
                }
              });
          return lock;
        });
  }

  @Override
  public boolean isLocked(String location) {
    return call("isLocked " + location, () -> real.isLocked(location));
  }

  private <T> T call(String name, Supplier<T> action) {
    boolean fails = plan.enter(name, FaultyStorage::failure);
    T result = action.get();
    plan.leave(fails, name, FaultyStorage::failure);
    return result;
  }

  private void run(String name, Runnable action) {
    call(
        name,
        () -> {
          action.run();
          return true;
        });
  }

  private static FirnException failure(String message) {
    return new FirnException(ErrorCode.STORAGE, message);
  }

  /** The system frees a dead process's locks; the disk keeps only what was synced. */
  private synchronized void loseWhatWasNotSynced() {
    locks.forEach(StorageLock::close);
    for (String location : openSinks) {
      damage(partOf(location));
    }
    for (String location : unsyncedNames.keySet()) {
      real.delete(location);
    }
  }

  private void damage(Path part) {
    try {
      if (!Files.exists(part)) {
        return;
      }
      long bytes = Files.size(part);
      switch (plan.random().nextInt(4)) {
        case 0 -> Files.delete(part);
        case 1 -> Files.newByteChannel(part, StandardOpenOption.WRITE).truncate(bytes / 2).close();
        case 2 -> Files.write(part, new byte[(int) Math.min(bytes, 1 << 20)]);
        default -> {
          // All of it reached the disk by chance.
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path partOf(String location) {
    Path path = LocalStorage.pathOf(location);
    return path.resolveSibling("." + path.getFileName() + ".part");
  }

  private final class FaultySink implements ByteSink {
    private final ByteSink sink;

    FaultySink(ByteSink sink) {
      this.sink = sink;
    }

    @Override
    public String location() {
      return sink.location();
    }

    @Override
    public long offset() {
      return sink.offset();
    }

    @Override
    public void write(ByteBuffer bytes) {
      run("write " + location(), () -> sink.write(bytes));
    }

    @Override
    public void publish() {
      run(
          "publish " + location(),
          () -> {
            sink.publish();
            synchronized (FaultyStorage.this) {
              openSinks.remove(location());
              unsyncedNames.put(location(), location().substring(0, location().lastIndexOf('/')));
            }
          });
    }

    @Override
    public void close() {
      // A dead process closes nothing.
      run("close " + location(), sink::close);
      synchronized (FaultyStorage.this) {
        openSinks.remove(location());
      }
    }
  }
}

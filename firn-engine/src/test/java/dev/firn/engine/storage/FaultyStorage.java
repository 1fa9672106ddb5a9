package dev.firn.engine.storage;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
  /** Less is set aside than asked for: tests look through the zeros after every crash. */
  private static final long SET_ASIDE_MAX = 16 << 10;

  private final Storage real;
  private final FaultPlan plan;
  private final Set<String> openSinks = new HashSet<>();
  private final Map<AppendFile, Long> syncedBytes = new HashMap<>();
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
  public AppendFile createAppendFile(String location) {
    return call(
        "createAppendFile " + location,
        () -> new FaultyAppendFile(real.createAppendFile(location)));
  }

  @Override
  public ScratchFile createScratchFile(String folder) {
    return call(
        "createScratchFile " + folder,
        () -> new FaultyScratchFile(real.createScratchFile(folder), folder));
  }

  @Override
  public void truncate(String location, long bytes) {
    run("truncate " + location, () -> real.truncate(location, bytes));
  }

  @Override
  public long freeBytes(String folder) {
    return call("freeBytes " + folder, () -> real.freeBytes(folder));
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
                  if (plan.hasCrashed()) {
                    // By another thread, meanwhile: the system has freed all others.
                    each.close();
                  }
                }
              });
          return lock;
        });
  }

  @Override
  public boolean isLocked(String location) {
    return call("isLocked " + location, () -> real.isLocked(location));
  }

  /** The process lives and believes in locks that the system has given to others. */
  public synchronized void loseLocks() {
    locks.forEach(StorageLock::close);
    locks.clear();
  }

  private <T> T call(String name, Supplier<T> action) {
    Optional<FaultPlan.Mode> fails = plan.enter(name, FaultyStorage::failure);
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
    syncedBytes.forEach(this::damageTail);
    for (String location : unsyncedNames.keySet()) {
      real.delete(location);
    }
  }

  /** Above the last sync a disk may hold anything: nothing, a part, zeros, other bytes. */
  private void damageTail(AppendFile file, long synced) {
    Path path = LocalStorage.pathOf(file.location());
    Path exists = Files.exists(path) ? path : partOf(file.location());
    try {
      long bytes = Files.exists(exists) ? Math.min(Files.size(exists), file.writtenBytes()) : 0;
      if (bytes <= synced) {
        return;
      }
      int tail = (int) Math.min(bytes - synced, 1 << 20);
      try (FileChannel channel = FileChannel.open(exists, StandardOpenOption.WRITE)) {
        switch (plan.random().nextInt(5)) {
          case 0 -> channel.truncate(synced);
          case 1 -> channel.truncate(synced + plan.random().nextInt(tail));
          case 2 -> channel.write(ByteBuffer.allocate(tail), synced);
          case 3 -> {
            // A part of it: what comes later may be on the disk when what came before is not.
            int from = plan.random().nextInt(tail);
            byte[] noise = new byte[1 + plan.random().nextInt(tail - from)];
            plan.random().nextBytes(noise);
            channel.write(ByteBuffer.wrap(noise), synced + from);
          }
          default -> {
            // All of it reached the disk by chance.
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
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

  private final class FaultyScratchFile implements ScratchFile {
    private final ScratchFile file;
    private final String folder;

    FaultyScratchFile(ScratchFile file, String folder) {
      this.file = file;
      this.folder = folder;
    }

    @Override
    public void append(List<ByteBuffer> buffers) {
      run("write scratch " + folder, () -> file.append(buffers));
    }

    @Override
    public long fileBytes() {
      return file.fileBytes();
    }

    @Override
    public int read(long offset, ByteBuffer into) {
      return call("read scratch " + folder, () -> file.read(offset, into));
    }

    @Override
    public void close() {
      file.close();
    }
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

  private final class FaultyAppendFile implements AppendFile {
    private final AppendFile file;

    FaultyAppendFile(AppendFile file) {
      this.file = file;
      synchronized (FaultyStorage.this) {
        syncedBytes.put(file, 0L);
      }
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public long writtenBytes() {
      return file.writtenBytes();
    }

    @Override
    public void preallocate(long bytes) {
      long cap = Math.min(bytes, file.writtenBytes() + SET_ASIDE_MAX);
      run("preallocate " + location(), () -> file.preallocate(cap));
    }

    @Override
    public void write(List<ByteBuffer> buffers) {
      run("write " + location(), () -> file.write(buffers));
    }

    @Override
    public void sync() {
      run("sync " + location(), () -> synced(file::sync));
    }

    @Override
    public void publish() {
      run(
          "publish " + location(),
          () -> {
            synced(file::publish);
            synchronized (FaultyStorage.this) {
              unsyncedNames.put(location(), location().substring(0, location().lastIndexOf('/')));
            }
          });
    }

    @Override
    public void truncate(long bytes) {
      run("truncate " + location(), () -> synced(() -> file.truncate(bytes)));
    }

    @Override
    public void close() {
      // What a closed file holds and was not synced is as easily lost.
      run("close " + location(), file::close);
    }

    private void synced(Runnable action) {
      action.run();
      synchronized (FaultyStorage.this) {
        syncedBytes.put(file, file.writtenBytes());
      }
    }
  }
}

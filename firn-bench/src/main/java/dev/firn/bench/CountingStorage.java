package dev.firn.bench;

import dev.firn.engine.storage.AppendFile;
import dev.firn.engine.storage.ByteSink;
import dev.firn.engine.storage.ByteSource;
import dev.firn.engine.storage.ScratchFile;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A storage that counts what is appended to growing files, which are a log's segments, and how
 * often that is synced.
 *
 * <p>Threads: safe.
 */
final class CountingStorage implements Storage {
  private final Storage storage;
  private final LongAdder bytes = new LongAdder();
  private final LongAdder syncs = new LongAdder();

  CountingStorage(Storage storage) {
    this.storage = storage;
  }

  /** Bytes and syncs of growing files so far. */
  record Counts(long bytes, long syncs) {
    Counts since(Counts before) {
      return new Counts(bytes - before.bytes, syncs - before.syncs);
    }

    /** What was made durable at once, on average. */
    long bytesPerSync() {
      return bytes / Math.max(1, syncs);
    }
  }

  Counts counts() {
    return new Counts(bytes.sum(), syncs.sum());
  }

  @Override
  public AppendFile createAppendFile(String location) {
    return new CountingFile(storage.createAppendFile(location));
  }

  @Override
  public ScratchFile createScratchFile(String folder) {
    return storage.createScratchFile(folder);
  }

  @Override
  public ByteSink create(String location) {
    return storage.create(location);
  }

  @Override
  public void truncate(String location, long toBytes) {
    storage.truncate(location, toBytes);
  }

  @Override
  public long freeBytes(String folder) {
    return storage.freeBytes(folder);
  }

  @Override
  public ByteSource open(String location) {
    return storage.open(location);
  }

  @Override
  public boolean exists(String location) {
    return storage.exists(location);
  }

  @Override
  public void createFolder(String folder) {
    storage.createFolder(folder);
  }

  @Override
  public boolean folderExists(String folder) {
    return storage.folderExists(folder);
  }

  @Override
  public boolean isEmptyFolder(String folder) {
    return storage.isEmptyFolder(folder);
  }

  @Override
  public long delete(String location) {
    return storage.delete(location);
  }

  @Override
  public void deleteFolder(String folder) {
    storage.deleteFolder(folder);
  }

  @Override
  public List<String> list(String folder) {
    return storage.list(folder);
  }

  @Override
  public void syncFolder(String folder) {
    storage.syncFolder(folder);
  }

  @Override
  public void replace(String location, byte[] content) {
    storage.replace(location, content);
  }

  @Override
  public Optional<StorageLock> tryLock(String location) {
    return storage.tryLock(location);
  }

  @Override
  public boolean isLocked(String location) {
    return storage.isLocked(location);
  }

  private final class CountingFile implements AppendFile {
    private final AppendFile file;

    CountingFile(AppendFile file) {
      this.file = file;
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
    public void preallocate(long toBytes) {
      file.preallocate(toBytes);
    }

    @Override
    public void write(List<ByteBuffer> buffers) {
      long before = file.writtenBytes();
      file.write(buffers);
      bytes.add(file.writtenBytes() - before);
    }

    @Override
    public void sync() {
      file.sync();
      syncs.increment();
    }

    @Override
    public void publish() {
      file.publish();
    }

    @Override
    public void truncate(long toBytes) {
      file.truncate(toBytes);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}

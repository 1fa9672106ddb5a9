package dev.firn.engine.storage;

import dev.firn.engine.table.FinishedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Iceberg's {@link FileIO} over a {@link Storage}: what Iceberg writes is fsynced and gets its name
 * when its stream is closed.
 *
 * <p>Iceberg closes a stream also when the writing failed, so a torn file can get a name; it is
 * never referenced, and its name was registered as unsettled before.
 */
public final class StorageFileIO implements FileIO {
  private static final long serialVersionUID = 1L;

  /** One read of a manifest or metadata file is seldom larger. */
  private static final int READ_BUFFER_BYTES = 64 << 10;

  private static final int WRITE_BUFFER_BYTES = 64 << 10;

  private final transient Storage storage;
  private final transient Consumer<FinishedFile> finished;

  public StorageFileIO(Storage storage) {
    this(storage, file -> {});
  }

  /**
   * @param finished is told each file that got its name, with the checksum of what was written;
   *     called by the thread that closes the file
   */
  public StorageFileIO(Storage storage, Consumer<FinishedFile> finished) {
    this.storage = storage;
    this.finished = finished;
  }

  @Override
  public InputFile newInputFile(String path) {
    return new StorageInput(storage, path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new StorageOutput(storage, path, finished);
  }

  @Override
  public void deleteFile(String path) {
    storage.delete(path);
  }

  private record StorageInput(Storage storage, String location) implements InputFile {
    @Override
    public long getLength() {
      try (ByteSource source = open()) {
        return source.fileBytes();
      }
    }

    @Override
    public SeekableInputStream newStream() {
      return new SourceStream(open());
    }

    @Override
    public boolean exists() {
      return storage.exists(location);
    }

    private ByteSource open() {
      try {
        return storage.open(location);
      } catch (FileAbsentException e) {
        // Iceberg's catalog conformance kit asserts these words.
        throw new NotFoundException(e, "Failed to open input stream for file: %s", location);
      }
    }
  }

  private record StorageOutput(Storage storage, String location, Consumer<FinishedFile> finished)
      implements OutputFile {
    @Override
    public PositionOutputStream create() {
      if (storage.exists(location)) {
        throw new AlreadyExistsException("File already exists: %s", location);
      }
      return new SinkStream(storage.create(location), finished);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      storage.delete(location);
      return new SinkStream(storage.create(location), finished);
    }

    @Override
    public InputFile toInputFile() {
      return new StorageInput(storage, location);
    }
  }

  /** Buffered, positioned reading of a source. */
  private static final class SourceStream extends SeekableInputStream {
    private final ByteSource source;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER_BYTES).limit(0);
    private long bufferEnd;

    SourceStream(ByteSource source) {
      this.source = source;
    }

    @Override
    public long getPos() {
      return bufferEnd - buffer.remaining();
    }

    @Override
    public void seek(long newPosition) {
      bufferEnd = newPosition;
      buffer.limit(0);
    }

    @Override
    public int read() {
      return fill() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int from, int count) {
      if (count == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int taken = Math.min(count, buffer.remaining());
      buffer.get(into, from, taken);
      return taken;
    }

    @Override
    public void close() {
      source.close();
    }

    private boolean fill() {
      if (buffer.hasRemaining()) {
        return true;
      }
      buffer.clear();
      int count = source.read(bufferEnd, buffer);
      buffer.flip();
      if (count <= 0) {
        buffer.limit(0);
        return false;
      }
      bufferEnd += count;
      return true;
    }
  }

  /** Buffered writing to a sink, published on close. */
  private static final class SinkStream extends PositionOutputStream {
    private final ByteSink sink;
    private final Consumer<FinishedFile> finished;
    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocate(WRITE_BUFFER_BYTES);
    private boolean closed;

    SinkStream(ByteSink sink, Consumer<FinishedFile> finished) {
      this.sink = sink;
      this.finished = finished;
    }

    @Override
    public long getPos() {
      return sink.offset() + buffer.position();
    }

    @Override
    public void write(int value) {
      if (!buffer.hasRemaining()) {
        drain();
      }
      buffer.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      int done = 0;
      while (done < count) {
        if (!buffer.hasRemaining()) {
          drain();
        }
        int taken = Math.min(count - done, buffer.remaining());
        buffer.put(bytes, from + done, taken);
        done += taken;
      }
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (sink) {
        drain();
        sink.publish();
      }
      finished.accept(new FinishedFile(sink.location(), sink.offset(), 0, checksum.getValue()));
    }

    private void drain() {
      buffer.flip();
      checksum.update(buffer.duplicate());
      sink.write(buffer);
      buffer.clear();
    }
  }
}

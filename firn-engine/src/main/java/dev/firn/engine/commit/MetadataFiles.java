package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.ByteSink;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageFileIO;
import dev.firn.engine.table.FinishedFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes table metadata files. Remembers the newest of each table it saw, because parsing
 * a long history takes longer than a commit may.
 *
 * <p>Threads: safe.
 */
public final class MetadataFiles {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataFiles.class);

  /** Tables remembered; a history of 1,000 snapshots takes about a megabyte. */
  private static final int TABLES_MAX = 100;

  private static final String VERSION_HINT = "version-hint.text";
  private static final String FILE_SUFFIX = ".metadata.json";

  private final Storage storage;
  private final FileIO io;
  private final Map<String, TableMetadata> newestByTable;

  public MetadataFiles(Storage storage) {
    this.storage = storage;
    this.io = new StorageFileIO(storage);
    this.newestByTable =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, TableMetadata> eldest) {
            return size() > TABLES_MAX;
          }
        };
  }

  /** Iceberg's file interface on the same storage. */
  public FileIO io() {
    return io;
  }

  /**
   * The metadata in a file.
   *
   * @param table whose it is
   * @throws FirnException {@link ErrorCode#CORRUPT} if the file is missing or is no table metadata
   */
  public TableMetadata read(String table, String location) {
    synchronized (newestByTable) {
      TableMetadata newest = newestByTable.get(table);
      if (newest != null && location.equals(newest.metadataFileLocation())) {
        return newest;
      }
    }
    TableMetadata metadata = parse(table, location);
    remember(table, metadata);
    return metadata;
  }

  /**
   * The metadata that a table's pointer names. Another process may move the pointer and delete the
   * old file between the two looks; then the pointer is asked again.
   *
   * @throws FirnException {@link ErrorCode#CORRUPT} if the pointer stays and the file is not there
   */
  public TableMetadata readCurrent(String table, Supplier<String> pointer) {
    String location = pointer.get();
    while (true) {
      try {
        return read(table, location);
      } catch (FirnException e) {
        String moved = pointer.get();
        if (moved.equals(location)) {
          throw e;
        }
        location = moved;
      }
    }
  }

  /**
   * A metadata file that was written.
   *
   * @param metadata what a reader of the file gets; not the object that was drafted, whose
   *     snapshots hold on to every manifest they listed
   */
  public record Written(TableMetadata metadata, FinishedFile file) {}

  /** Writes a metadata file and makes its name durable. */
  public Written write(TableMetadata metadata, String location) {
    String json = TableMetadataParser.toJson(metadata);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (ByteSink sink = storage.create(location)) {
      sink.write(ByteBuffer.wrap(bytes));
      sink.publish();
    }
    storage.syncFolder(folderOf(location));
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return new Written(
        TableMetadataParser.fromJson(location, json),
        new FinishedFile(location, bytes.length, 0, checksum.getValue()));
  }

  /** Keeps what has just been committed, so that the next commit need not parse it. */
  public void remember(String table, TableMetadata metadata) {
    synchronized (newestByTable) {
      newestByTable.put(table, metadata);
    }
  }

  /** Tells engines without a catalog which metadata file is the newest. Best effort. */
  void writeVersionHint(String metadataLocation) {
    String file = metadataLocation.substring(metadataLocation.lastIndexOf('/') + 1);
    String version = file.substring(0, file.length() - FILE_SUFFIX.length());
    storage.replace(
        folderOf(metadataLocation) + "/" + VERSION_HINT, version.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #writeVersionHint}, but a failure is only logged: the hint is not the truth. */
  public void tryWriteVersionHint(String metadataLocation) {
    try {
      writeVersionHint(metadataLocation);
    } catch (FirnException e) {
      LOG.warn("Writing the version hint failed: {}", e.getMessage());
    }
  }

  private TableMetadata parse(String table, String location) {
    try {
      return TableMetadataParser.read(io, location);
    } catch (NotFoundException e) {
      throw new FirnException(
          ErrorCode.CORRUPT,
          "Table '"
              + table
              + "': expected its metadata file '"
              + location
              + "', found nothing."
              + " The catalog points to it; restore the file, or drop the table.",
          e);
    } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
      throw new FirnException(
          ErrorCode.CORRUPT,
          "Table '"
              + table
              + "': expected Iceberg table metadata in '"
              + location
              + "', found: "
              + e.getMessage(),
          e);
    }
  }

  private static String folderOf(String location) {
    return location.substring(0, location.lastIndexOf('/'));
  }
}

package dev.firn.engine.datafile;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Shrink;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.StorageFileIO;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.StagedFiles;
import dev.firn.parquet.FileFacts;
import dev.firn.parquet.SortedColumn;
import dev.firn.parquet.Workspaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.SortOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files of one load, partition after partition and one open at a time: one file for each
 * partition, and the next only when the one would grow past the table's cap. Each finished file is
 * made durable and checked while the next is written, and its entry goes straight into the
 * manifest, so that memory does not grow with the number of partitions and files.
 *
 * <p>A file has the plan's {@code sort_order_id} only if all of its rows were said to be in that
 * order: it holds consecutive rows of one partition.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: after any exception only {@link #close}, which throws the open file away. What was
 * finished before is registered as unsettled under the load's commit id and is removed with it.
 */
public final class DataFileWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataFileWriter.class);

  /**
   * Rows appended at once when a file is near its cap, so that it is hit closely; far from it whole
   * batches go in.
   */
  private static final int STEP_ROWS = 1_000;

  /** So many folders are synced together: the files in them must be there by then. */
  private static final int UNSYNCED_MAX = 256;

  /** What an estimate may be off: the pages that are open, of which nothing is compressed yet. */
  private static final double ESTIMATE_MARGIN = 1.05;

  /** Of the budget, for the row group that is open. */
  public static final int ROW_GROUP_SHARE = 4;

  /** Smaller row groups give next to nothing back, and make files that are slow to read. */
  private static final long ROW_GROUP_BYTES_MIN = 1 << 20;

  /** The same for each column: what the footer says of one is on the heap until the file ends. */
  private static final long CHUNK_BYTES_MIN = 16 << 10;

  /** A dictionary and the table that finds its values. */
  private static final long DICTIONARY_SHARE = 2;

  private final DataFilePlan plan;
  private final Schema arrowSchema;
  private final MetricsConfig metricsConfig;
  private final long rowGroupBytesMin;
  private final FileNames names;
  private final Optional<ValueCheck> valueCheck;
  private final Publishing publishing;
  private final Workspaces workspaces;

  /** What Parquet has words for of the plan's order. */
  private final List<SortedColumn> sortedBy;

  private final StoredColumns columns = new StoredColumns();

  /** Folders of partitions that are done, whose files may still be on their way. */
  private final List<String> unsyncedFolders = new ArrayList<>();

  private PartitionKey partition;
  private @Nullable OpenDataFile file;

  /** Whether all rows of the open file are in the plan's order. */
  private boolean isFileInOrder;

  private boolean isDisorderLogged;
  private @Nullable ManifestWriter<DataFile> manifest;
  private long rows;
  private long files;
  private long bytes;
  private long partitions;

  /** Files before the partition being written. */
  private long filesBefore;

  /**
   * @throws FirnException {@link ErrorCode#CONFIGURATION} if values are to be read back and nobody
   *     can
   */
  public DataFileWriter(DataFilePlan plan) {
    this.plan = plan;
    this.valueCheck = ValueCheck.of(plan);
    this.arrowSchema = ArrowMapping.toArrow(plan.metadata().schema());
    this.metricsConfig =
        MetricsConfig.from(
            plan.metadata().properties(), plan.metadata().schema(), plan.metadata().sortOrder());
    this.rowGroupBytesMin =
        Math.max(ROW_GROUP_BYTES_MIN, CHUNK_BYTES_MIN * arrowSchema.getFields().size());
    this.names = new FileNames(plan);
    this.publishing = new Publishing(plan.resources().executor());
    this.sortedBy = ParquetSettings.sortedBy(plan.order());
    this.workspaces = new Workspaces(plan.resources());
    this.partition = PartitionKey.none(plan.metadata().spec());
  }

  /** The native memory that the codecs of a load may take, beside the allocator's buffers. */
  public static long codecBytes(DataFilePlan plan) {
    return plan.options().codecContextBytes(plan.resources().parallelism());
  }

  /**
   * The most memory that one open file will take, about: a row group, as large as the settings
   * allow or the rows are, in each column a page and a dictionary, Bloom filters, and the codecs.
   *
   * @param rowsBytes what the rows to be written take in memory
   */
  public long encodeBytes(long rowsBytes) {
    long rowGroup = Math.min(plan.settings().rowGroupBytesMax(), rowsBytes);
    long column =
        plan.settings().pageBytesMax() + DICTIONARY_SHARE * plan.settings().dictionaryBytesMax();
    long columns = Math.min(arrowSchema.getFields().size() * column, rowsBytes);
    return rowGroup + columns + plan.options().bloomFilterBytes() + codecBytes(plan);
  }

  /**
   * Writes all rows of a batch, of which no order is known, to a table without partitions. The
   * batch stays the caller's.
   */
  public void append(ValidBatch batch) {
    double rowBytes = (double) batch.retainedBytes() / Math.max(1, batch.rowCount());
    PartitionSlice slice =
        new PartitionSlice(partition, batch.root(), 0, batch.rowCount(), rowBytes);
    append(slice, plan.order().isUnsorted());
  }

  /** Names the files of partitions that come next; those that were not named are named singly. */
  public void expect(List<PartitionKey> next) {
    names.expect(next);
  }

  /**
   * Writes the rows of a slice. With another partition than the last one's that partition is done;
   * more of its rows would go to another file.
   *
   * @param isInOrder whether its rows are in the plan's order, and behind those of the slice before
   *     if that was of the same partition; a file with other rows has no order
   */
  public void append(PartitionSlice slice, boolean isInOrder) {
    try {
      if (!slice.partition().equals(partition)) {
        finishPartition();
        partition = slice.partition();
      }
      int done = 0;
      while (done < slice.rowCount()) {
        OpenDataFile open = openFile();
        int count = rowsThatFit(open, slice.rowBytes(), slice.rowCount() - done);
        if (count == 0) {
          finishFile(open);
        } else {
          easeMemory(open);
          isFileInOrder &= isInOrder;
          open.append(slice.root(), slice.position() + done, count);
          done += count;
        }
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Says that the rows that come next are not in one order with those before: they go to other
   * files, also if they are of the same partition.
   */
  public void endRun() {
    try {
      finishPartition();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Finishes the last file and the manifest; all of it is durable, folders included. */
  public StagedFiles finish() {
    try {
      finishPartition();
      syncFolders();
      ManifestFile written = null;
      if (manifest != null) {
        manifest.close();
        written = manifest.toManifestFile();
        manifest = null;
        plan.storage().syncFolder(plan.metadata().location() + "/manifests");
      }
      return new StagedFiles(
          written,
          rows,
          files,
          bytes,
          partitions,
          plan.metadata().currentSchemaId(),
          columns.list(),
          names.unrecorded());
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    OpenDataFile open = file;
    file = null;
    try (workspaces;
        open;
        publishing) {
      closeManifest();
    }
  }

  /**
   * Gives the file descriptor back. It also publishes the torn manifest, which is registered and
   * goes with the load's other files.
   */
  private void closeManifest() {
    ManifestWriter<DataFile> begun = manifest;
    manifest = null;
    if (begun != null) {
      try {
        begun.close();
      } catch (IOException | RuntimeException e) {
        return;
      }
    }
  }

  private OpenDataFile openFile() {
    OpenDataFile open = file;
    if (open == null) {
      open =
          OpenDataFile.create(
              plan, names.nextDataFile(partition.folder()), arrowSchema, workspaces);
      file = open;
      isFileInOrder = true;
    }
    return open;
  }

  /**
   * Ends the row group early that takes more than its share of the budget, or more than is free:
   * its buffers grow by being copied into larger ones.
   */
  private void easeMemory(OpenDataFile open) throws IOException {
    MemoryBudget budget = plan.budget();
    long share = budget.tightened(budget.bytesMax() / ROW_GROUP_SHARE);
    long most = Math.min(share, budget.bytesMax() - budget.usedBytes());
    if (open.rowGroupMemoryBytes() >= most && open.rowGroupBytes() >= rowGroupBytesMin) {
      open.endRowGroup();
      budget.events().shrunk(Shrink.ROW_GROUP);
    }
  }

  /** How many rows to append next; 0 if the file is full. */
  private int rowsThatFit(OpenDataFile open, double plainRowBytes, int remaining) {
    double rowBytesMax = Math.max(1, plainRowBytes);
    long fileBytesMax = plan.settings().fileBytesMax();
    double used = open.estimatedBytes() * ESTIMATE_MARGIN;
    if (used + remaining * rowBytesMax < fileBytesMax) {
      return remaining;
    }
    double rowBytes =
        open.rowCount() == 0
            ? rowBytesMax
            : Math.min(rowBytesMax, used / open.rowCount() * ESTIMATE_MARGIN);
    int step = Math.min(remaining, STEP_ROWS);
    if (used + step * rowBytes < fileBytesMax) {
      return step;
    }
    // A file holds at least one row, however large it is.
    return open.rowCount() == 0 ? Math.clamp((long) (fileBytesMax / rowBytes), 1, step) : 0;
  }

  /** Ends the partition's last file. */
  private void finishPartition() throws IOException {
    if (file != null) {
      finishFile(file);
    }
    if (files > filesBefore) {
      unsyncedFolders.add(names.dataFolder(partition.folder()));
      if (unsyncedFolders.size() >= UNSYNCED_MAX) {
        syncFolders();
      }
      partitions++;
      filesBefore = files;
    }
  }

  /** Makes the names of published files durable. */
  private void syncFolders() {
    publishing.await();
    for (String folder : unsyncedFolders) {
      publishing.begin(() -> plan.storage().syncFolder(folder), () -> {}, () -> {});
    }
    publishing.await();
    unsyncedFolders.clear();
  }

  private void finishFile(OpenDataFile open) throws IOException {
    FileFacts facts = open.finish(isFileInOrder ? sortedBy : List.of());
    DataFile entry = entry(open.location(), facts);
    FinishedFile finished =
        new FinishedFile(open.location(), facts.fileBytes(), facts.rowCount(), facts.crc32c());
    publishing.begin(
        () -> publish(open, facts, entry), () -> names.finished(finished), open::close);
    // Until then it is closed with the writer, whatever fails.
    file = null;
    if (!isFileInOrder) {
      logDisorder(open.location());
    }
    manifest().add(entry);
    columns.add(facts);
    rows += facts.rowCount();
    files++;
    bytes += facts.fileBytes();
    plan.metrics().fileStaged(plan.table(), facts);
  }

  /** Makes a file durable and reads back as much of it as the table asks for. */
  private void publish(OpenDataFile open, FileFacts facts, DataFile entry) {
    try (open) {
      open.publish();
      FileCheck.check(plan.storage(), open.location(), facts, plan.settings().verifyOnWrite());
      open.values().ifPresent(values -> valueCheck.orElseThrow().check(entry, values));
    }
  }

  private ManifestWriter<DataFile> manifest() {
    ManifestWriter<DataFile> begun = manifest;
    if (begun == null) {
      begun =
          ManifestFiles.write(
              plan.metadata().formatVersion(),
              plan.metadata().spec(),
              new StorageFileIO(plan.storage(), names::finished).newOutputFile(names.manifest()),
              null);
      manifest = begun;
    }
    return begun;
  }

  private DataFile entry(String location, FileFacts facts) {
    return DataFiles.builder(plan.metadata().spec())
        .withPath(location)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(facts.fileBytes())
        .withSplitOffsets(facts.splitOffsets())
        .withMetrics(IcebergMetrics.of(facts, plan.metadata().schema(), metricsConfig))
        .withPartition(partition.values())
        .withSortOrder(isFileInOrder ? plan.order() : SortOrder.unsorted())
        .build();
  }

  /** The rows are right, and readers that believe no order read them rightly. */
  private void logDisorder(String location) {
    if (!isDisorderLogged) {
      LOG.warn(
          "Table {}: expected rows in the table's order, found others; '{}' and files like it are"
              + " written without a sort order. This is a defect of Firn: please report it.",
          plan.table(),
          location);
      isDisorderLogged = true;
    }
  }

  private FirnException failure(IOException e) {
    return new FirnException(
        ErrorCode.STORAGE,
        "Writing data files of '" + plan.table() + "' failed: " + e.getMessage(),
        e);
  }
}

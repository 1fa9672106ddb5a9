package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.StorageFileIO;
import dev.firn.engine.table.TableSettings;
import dev.firn.engine.table.TableSettings.VerifyOnWrite;
import dev.firn.engine.verify.ValueHashes;
import dev.firn.engine.verify.ValueReader;
import java.io.IOException;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;

/**
 * Finished data files read back, value by value, against what was appended to them. Memory: one
 * batch.
 */
final class ValueCheck {
  private final DataFilePlan plan;
  private final ValueReader reader;
  private final Table table;

  private ValueCheck(DataFilePlan plan, ValueReader reader) {
    this.plan = plan;
    this.reader = reader;
    this.table =
        new BaseTable(
            new StaticTableOperations(plan.metadata(), new StorageFileIO(plan.storage())),
            plan.table().toString(),
            report -> {});
  }

  /**
   * The check that a plan asks for; empty if it asks for none.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} if there is nobody to read values
   */
  static Optional<ValueCheck> of(DataFilePlan plan) {
    if (plan.settings().verifyOnWrite() != VerifyOnWrite.VALUES) {
      return Optional.empty();
    }
    ValueReader reader =
        plan.valueReader()
            .orElseThrow(
                () ->
                    new FirnException(
                        ErrorCode.CONFIGURATION,
                        "Table '"
                            + plan.table()
                            + "', property '"
                            + TableSettings.VERIFY_ON_WRITE
                            + "' = values: expected a reader of values, found that the warehouse"
                            + " was opened without one. Use Firn.open(config, reader), or set the"
                            + " property to pages."));
    return Optional.of(new ValueCheck(plan, reader));
  }

  /**
   * Reads a file back; one at a time, because its reader holds a row group on the heap.
   *
   * @throws FirnException {@link ErrorCode#CORRUPT} naming file, column and rows if a value is
   *     another than the one that was appended
   */
  synchronized void check(DataFile file, ValueHashes appended) {
    ValueHashes found = ValueHashes.of(ArrowMapping.toArrow(plan.metadata().schema()));
    try (ArrowReader batches = reader.open(table, file, plan.resources().allocator())) {
      while (batches.loadNextBatch()) {
        VectorSchemaRoot root = batches.getVectorSchemaRoot();
        found.append(root, 0, root.getRowCount());
      }
    } catch (IOException e) {
      throw FileCheck.corrupt(file.location(), String.valueOf(e.getMessage()), e);
    }
    Optional<String> difference = appended.differenceOf(found);
    if (difference.isPresent()) {
      throw FileCheck.corrupt(file.location(), difference.get(), null);
    }
  }
}

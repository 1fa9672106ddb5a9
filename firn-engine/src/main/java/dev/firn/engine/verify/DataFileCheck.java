package dev.firn.engine.verify;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.ByteSource;
import dev.firn.engine.storage.FileAbsentException;
import dev.firn.engine.storage.Storage;
import dev.firn.parquet.PageVerifier;
import dev.firn.parquet.ParquetFooter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;

/**
 * One file of a manifest against the bytes on disk: it is there and as long as the entry says; in
 * Parquet its footer parses, has the entry's rows, and the checksums in footer and pages are right;
 * of data files, values fit the entry's counts and bounds and come in the order that it claims. The
 * first level that fails ends the check, for what lies above would only say it again.
 *
 * <p>Memory: one piece of the file, one batch of values.
 */
final class DataFileCheck {
  private final Storage storage;
  private final Table table;
  private final ValueReader reader;
  private final BufferAllocator allocator;
  private final Findings findings;

  DataFileCheck(
      Storage storage,
      Table table,
      ValueReader reader,
      BufferAllocator allocator,
      Findings findings) {
    this.storage = storage;
    this.table = table;
    this.reader = reader;
    this.allocator = allocator;
    this.findings = findings;
  }

  void check(ContentFile<?> file) {
    findings.fileChecked();
    if (bytesAreRight(file)
        && file instanceof DataFile data
        && data.content() == FileContent.DATA
        && data.format() != FileFormat.ORC
        && data.keyMetadata() == null) {
      checkValues(data);
    }
  }

  private boolean bytesAreRight(ContentFile<?> file) {
    try (ByteSource bytes = storage.open(file.location())) {
      long found = bytes.fileBytes();
      if (found != file.fileSizeInBytes()) {
        findings.add(
            file.location(),
            "Expected the manifest's " + file.fileSizeInBytes() + " bytes, found " + found + ".");
        return false;
      }
      return file.format() != FileFormat.PARQUET
          || file.keyMetadata() != null
          || parquetIsRight(file, new StoredParquet(bytes));
    } catch (FileAbsentException e) {
      findings.add(file.location(), "Expected the file, found nothing.");
      return false;
    } catch (IOException e) {
      findings.add(file.location(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean parquetIsRight(ContentFile<?> file, StoredParquet source) throws IOException {
    ParquetFooter footer = ParquetFooter.read(source);
    if (footer.rowCount() != file.recordCount()) {
      findings.add(
          file.location(),
          "Expected the manifest's "
              + file.recordCount()
              + " rows, found "
              + footer.rowCount()
              + " in the footer.");
      return false;
    }
    PageVerifier.verify(source);
    return true;
  }

  private void checkValues(DataFile file) {
    Schema schema = table.schema();
    List<ColumnTally> tallies = ColumnTally.of(schema, file);
    Optional<OrderCheck> order = orderOf(file);
    long rows = 0;
    try (ArrowReader batches = reader.open(table, file, allocator)) {
      while (batches.loadNextBatch()) {
        VectorSchemaRoot root = batches.getVectorSchemaRoot();
        ArrowRow first = ArrowRow.of(schema.columns(), root.getFieldVectors());
        for (int position = 0; position < root.getRowCount(); position++) {
          ArrowRow row = first.at(position);
          for (ColumnTally tally : tallies) {
            tally.add(row, rows);
          }
          if (order.isPresent()) {
            order.get().add(row, rows);
          }
          rows++;
        }
        order.ifPresent(OrderCheck::keepLastRow);
      }
    } catch (IOException e) {
      findings.add(file.location(), "Values cannot be read: " + e.getMessage());
      return;
    } catch (FirnException e) {
      if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.UNSUPPORTED) {
        throw e;
      }
      findings.add(file.location(), "Values cannot be read: " + e.getMessage());
      return;
    }
    report(file, rows, tallies, order);
  }

  private void report(
      DataFile file, long rows, List<ColumnTally> tallies, Optional<OrderCheck> order) {
    List<String> problems = new ArrayList<>();
    if (rows != file.recordCount()) {
      problems.add(
          "Expected the manifest's " + file.recordCount() + " rows, found " + rows + " of values.");
    }
    tallies.forEach(tally -> problems.addAll(tally.problems()));
    order.flatMap(OrderCheck::problem).ifPresent(problems::add);
    problems.forEach(problem -> findings.add(file.location(), problem));
  }

  private Optional<OrderCheck> orderOf(DataFile file) {
    Integer id = file.sortOrderId();
    if (id == null || id == SortOrder.unsorted().orderId()) {
      return Optional.empty();
    }
    SortOrder order = table.sortOrders().get(id);
    if (order == null) {
      findings.add(
          file.location(),
          "Expected a sort order of the table, found that the file claims order "
              + id
              + ", which the table does not have.");
      return Optional.empty();
    }
    return OrderCheck.of(table.schema(), order);
  }
}

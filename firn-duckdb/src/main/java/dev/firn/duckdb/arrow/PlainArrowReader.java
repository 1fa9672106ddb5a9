package dev.firn.duckdb.arrow;

import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Hands the batches of another reader on as plain Arrow, so that what comes after knows one form of
 * each type:
 *
 * <ul>
 *   <li>dictionary-encoded columns are decoded;
 *   <li>string and binary views, and types with 64-bit offsets, become Utf8, Binary and List;
 *   <li>{@code arrow.bool8} becomes Bool, {@code arrow.json} plain Utf8, DuckDB's HUGEINT and
 *       UHUGEINT Decimal(38, 0), refused where a value has 39 digits;
 *   <li>a timestamp with any zone is the same instant with the zone {@code UTC};
 *   <li>UUIDs are FixedSizeBinary(16) with the field's metadata {@code
 *       ARROW:extension:name=arrow.uuid}.
 * </ul>
 *
 * At every depth. Everything else is passed on as it is, without copying values.
 *
 * <p>Threads: one. Owns the source and closes it.
 *
 * <p>Failures: a type that has no plain form (DuckDB's BIT, BIGNUM and TIMETZ) is refused with
 * {@code UNSUPPORTED} when the schema is first asked for; a dictionary index that points nowhere
 * with {@code INPUT_UNREADABLE}.
 */
public final class PlainArrowReader extends ArrowReader {
  private final ArrowReader source;
  private final List<PlainColumn> columns;
  private final Schema schema;

  private PlainArrowReader(
      ArrowReader source, BufferAllocator allocator, List<PlainColumn> columns, Schema schema) {
    super(allocator);
    this.source = source;
    this.columns = columns;
    this.schema = schema;
  }

  /**
   * Reads the source's schema, not yet a batch.
   *
   * @param source handed over, unless this throws
   * @throws FirnException {@code UNSUPPORTED} if a column has no plain form
   */
  public static PlainArrowReader of(ArrowReader source, BufferAllocator allocator)
      throws IOException {
    VectorSchemaRoot root = source.getVectorSchemaRoot();
    List<PlainColumn> columns = new ArrayList<>();
    for (FieldVector vector : root.getFieldVectors()) {
      columns.add(PlainMapping.of(vector.getField(), source.getDictionaryVectors()));
    }
    List<Field> fields = columns.stream().map(PlainColumn::field).toList();
    Schema schema = new Schema(fields, root.getSchema().getCustomMetadata());
    return new PlainArrowReader(source, allocator, columns, schema);
  }

  /**
   * The same batches under other labels: names, nullability and metadata at every depth.
   *
   * @param source plain already; handed over, unless this throws
   * @param labels of the same types and the same shape as the source's schema
   */
  public static PlainArrowReader relabelled(
      ArrowReader source, BufferAllocator allocator, Schema labels) {
    List<PlainColumn> columns = new ArrayList<>();
    for (Field field : labels.getFields()) {
      columns.add(SharedColumn.deep(field));
    }
    return new PlainArrowReader(source, allocator, columns, labels);
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    if (!source.loadNextBatch()) {
      return false;
    }
    VectorSchemaRoot from = source.getVectorSchemaRoot();
    VectorSchemaRoot to = getVectorSchemaRoot();
    for (int index = 0; index < columns.size(); index++) {
      columns.get(index).fill(from.getVector(index), to.getVector(index));
    }
    to.setRowCount(from.getRowCount());
    return true;
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }

  @Override
  protected void closeReadSource() throws IOException {
    source.close();
  }
}

package dev.firn.engine.row;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.TableName;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.OversizedAllocationException;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows given as Java values, collected in Arrow vectors of a table's types. Nothing is inferred,
 * rounded or cast: each type takes the Java classes listed here, at every depth, and no other.
 *
 * <table>
 * <caption>What a column takes</caption>
 * <tr><td>boolean, int, long, float, double</td><td>Boolean; Integer; Long, Integer; Float; Double,
 *     Float</td></tr>
 * <tr><td>decimal</td><td>BigDecimal of any scale whose value fits exactly</td></tr>
 * <tr><td>date, time</td><td>LocalDate; LocalTime</td></tr>
 * <tr><td>timestamp, timestamptz, _ns</td><td>LocalDateTime; Instant, OffsetDateTime</td></tr>
 * <tr><td>string, uuid</td><td>CharSequence; UUID</td></tr>
 * <tr><td>binary, fixed, geometry, geography</td><td>byte[], ByteBuffer (its position stays); shapes
 *     as well-known binary</td></tr>
 * <tr><td>struct</td><td>Map by the fields' names, or Object[] in their order</td></tr>
 * <tr><td>variant</td><td>as a struct of the binaries {@code metadata} and {@code value}</td></tr>
 * <tr><td>list, map</td><td>Collection; Map</td></tr>
 * <tr><td>unknown</td><td>only null</td></tr>
 * </table>
 *
 * <p>A row is checked as a whole before any of it is written, so one that is refused leaves the
 * buffer as it was.
 *
 * <p>Owns its vectors until {@link #take} hands them on or {@link #close}.
 *
 * <p>Limit: none of its own; whoever adds rows takes them when {@link #bufferBytes} or {@link
 * #rowCount} says so. A column of one batch ends at 2 GiB.
 *
 * <p>Threads: one at a time. Values must not change while they are being added; afterwards they are
 * the caller's again.
 *
 * <p>Failures: {@link ErrorCode#DATA_REFUSED} for a row that does not fit, {@link ErrorCode#MEMORY}
 * for one that there is no room for; the rows before it stay either way.
 */
public final class RowBuffer implements AutoCloseable {
  /** Vectors double as they grow, so few rows of a wide table must not begin with much memory. */
  private static final int INITIAL_ROWS = 64;

  private final TableName table;
  private final org.apache.arrow.vector.types.pojo.Schema schema;
  private final Members columns;
  private final BufferAllocator allocator;
  private VectorSchemaRoot root;
  private long rowsTaken;
  private int rowCount;
  private long bits;
  private boolean isClosed;

  private RowBuffer(TableName table, Schema schema, BufferAllocator allocator) {
    this.table = table;
    this.schema = ArrowMapping.toArrow(schema);
    this.columns = Members.ofColumns(schema.columns());
    this.allocator = allocator;
    this.root = emptyRoot(this.schema, allocator);
  }

  /** An empty buffer for rows of a table, whose vectors come from {@code allocator}. */
  public static RowBuffer of(TableName table, Schema schema, BufferAllocator allocator) {
    return new RowBuffer(table, schema, allocator);
  }

  private static VectorSchemaRoot emptyRoot(
      org.apache.arrow.vector.types.pojo.Schema schema, BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
    for (FieldVector vector : root.getFieldVectors()) {
      vector.setInitialCapacity(INITIAL_ROWS);
    }
    return root;
  }

  /**
   * Adds a row given by position.
   *
   * @param values one for each column, in the table's order; a default stands for no null. If the
   *     table's only column takes a Map or Object[], wrap it: {@code add(new Object[] {map})}
   * @throws FirnException {@link ErrorCode#DATA_REFUSED} with every violation of the row
   */
  public void add(@Nullable Object... values) {
    RowFindings findings = newFindings();
    append(columns.accept(values, findings), findings);
  }

  /**
   * Adds a row given by the columns' exact names.
   *
   * @param values a column whose name is missing gets its write default, or null without one
   * @throws FirnException {@link ErrorCode#DATA_REFUSED} with every violation of the row
   */
  public void add(Map<String, ? extends @Nullable Object> values) {
    RowFindings findings = newFindings();
    append(columns.accept(values, findings), findings);
  }

  /** Rows that {@link #take} would give. */
  public int rowCount() {
    return rowCount;
  }

  /**
   * Bytes that the rows take in Arrow: values, offsets and validity, without what the vectors have
   * in reserve, which is at most as much again and a few kilobytes for each column.
   */
  public long bufferBytes() {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /**
   * Hands on all rows added so far, in the Arrow schema of the table; the buffer begins anew.
   *
   * @return the caller's to close; without rows if none were added
   */
  public VectorSchemaRoot take() {
    requireOpen();
    columns.finish(root.getFieldVectors(), rowCount);
    root.setRowCount(rowCount);
    VectorSchemaRoot taken = root;
    root = emptyRoot(schema, allocator);
    rowsTaken += rowCount;
    rowCount = 0;
    bits = 0;
    return taken;
  }

  /** Throws away the rows that were not taken. */
  @Override
  public void close() {
    isClosed = true;
    root.close();
  }

  private RowFindings newFindings() {
    requireOpen();
    return new RowFindings(table, rowsTaken + rowCount + 1);
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("The row buffer of table '" + table + "' is closed");
    }
  }

  /** Writes a row behind those that count; if that fails, the next one is written over it. */
  private void append(@Nullable Object[] values, RowFindings findings) {
    findings.requireNone();
    try {
      bits += columns.write(root, rowCount, values);
      rowCount++;
    } catch (OutOfMemoryException | OversizedAllocationException e) {
      throw noRoom(e);
    } catch (FirnException e) {
      // The budget refuses a buffer in its own words, which name no table.
      throw e.code() == ErrorCode.MEMORY ? noRoom(e) : e;
    }
  }

  private FirnException noRoom(RuntimeException cause) {
    return new FirnException(
        ErrorCode.MEMORY,
        String.format(
            Locale.ROOT,
            "Row %d for table '%s': expected room for it in the memory budget and in columns of 2"
                + " GiB, found none beside the %d rows (%d bytes) that are held. The row was not"
                + " added; take the others first, add smaller ones, or raise"
                + " storage.parquet.memory.max_usage.",
            rowsTaken + rowCount + 1,
            table,
            rowCount,
            bufferBytes()),
        cause);
  }
}

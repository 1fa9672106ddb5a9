package dev.firn.bench;

import dev.firn.engine.schema.ArrowMapping;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * Rows with all of lineitem's columns, made up from a fixed seed: some 170 bytes each. They can be
 * handed out any number of times without being copied, so that a sender costs next to nothing.
 *
 * <p>Threads: one at a time; what was handed out is its receiver's.
 */
final class LineitemRows implements AutoCloseable {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("l_orderkey", LineitemColumn.ORDER_KEY_LONG),
          new Column("l_partkey", LineitemColumn.PART_KEY_LONG),
          new Column("l_suppkey", LineitemColumn.PART_KEY_LONG),
          new Column("l_linenumber", LineitemColumn.LINE_NUMBER_INT),
          new Column("l_quantity", LineitemColumn.QUANTITY_DECIMAL),
          new Column("l_extendedprice", LineitemColumn.PRICE_DECIMAL),
          new Column("l_discount", LineitemColumn.QUANTITY_DECIMAL),
          new Column("l_tax", LineitemColumn.QUANTITY_DECIMAL),
          new Column("l_returnflag", LineitemColumn.SHIP_MODE_STRING),
          new Column("l_linestatus", LineitemColumn.SHIP_MODE_STRING),
          new Column("l_shipdate", LineitemColumn.SHIP_DATE),
          new Column("l_commitdate", LineitemColumn.SHIP_DATE),
          new Column("l_receiptdate", LineitemColumn.SHIP_DATE),
          new Column("l_shipinstruct", LineitemColumn.SHIP_MODE_STRING),
          new Column("l_shipmode", LineitemColumn.SHIP_MODE_STRING),
          new Column("l_comment", LineitemColumn.COMMENT_STRING));

  /** The table's columns: names and types of {@link Lineitem#COLUMNS}, all optional. */
  static final Schema SCHEMA = schema();

  private final BufferAllocator allocator;
  private final VectorSchemaRoot rows;

  private record Column(String name, LineitemColumn values) {}

  private LineitemRows(BufferAllocator allocator, VectorSchemaRoot rows) {
    this.allocator = allocator;
    this.rows = rows;
  }

  static LineitemRows of(int rowCount, BufferAllocator allocator) {
    VectorSchemaRoot rows = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
    for (int i = 0; i < COLUMNS.size(); i++) {
      COLUMNS.get(i).values().fill(rows.getVector(i), rowCount);
    }
    rows.setRowCount(rowCount);
    return new LineitemRows(allocator, rows);
  }

  int rowCount() {
    return rows.getRowCount();
  }

  /** Bytes of their Arrow buffers. */
  long bufferBytes() {
    return rows.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  /** The same rows in the same buffers, which have one more holder; the caller's to close. */
  VectorSchemaRoot share() {
    List<FieldVector> vectors = new ArrayList<>(COLUMNS.size());
    for (FieldVector vector : rows.getFieldVectors()) {
      TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
      pair.splitAndTransfer(0, rows.getRowCount());
      vectors.add((FieldVector) pair.getTo());
    }
    VectorSchemaRoot shared = new VectorSchemaRoot(vectors);
    shared.setRowCount(rows.getRowCount());
    return shared;
  }

  @Override
  public void close() {
    rows.close();
  }

  private static Schema schema() {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Column column : COLUMNS) {
      int id = fields.size() + 1;
      fields.add(Types.NestedField.optional(id, column.name(), column.values().type()));
    }
    return new Schema(fields);
  }
}

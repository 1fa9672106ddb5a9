package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.schema.ArrowMapping;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types of format 3 from rows to committed files, which an outside reader takes for what they are.
 */
final class FormatThreeLoadTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "n", Types.LongType.get()),
          Types.NestedField.optional(2, "place", Types.GeometryType.crs84()),
          Types.NestedField.optional(3, "region", Types.GeographyType.crs84()),
          Types.NestedField.optional(4, "any", Types.VariantType.get()),
          Types.NestedField.optional(5, "nothing", Types.UnknownType.get()));

  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = new TestWarehouse(folder).open();
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void rowsAreSortedWrittenAndReadBackByDuckDb() throws Exception {
    FirnTable table = firn.createTable(sortedTable());
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(SCHEMA),
            List.of(root -> fill(root, 0, 3), root -> fill(root, 3, 3)));
    assertThat(table.load(reader).rows()).isEqualTo(6);
    DataFile file = table.dataFiles().getFirst();
    Path path = Path.of(URI.create(file.location()));
    String sql =
        "SELECT string_agg(concat_ws(' ', n, place, region, \"any\"), ';') FROM read_parquet('"
            + path
            + "')";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet row = duckDb.createStatement().executeQuery(sql)) {
      row.next();
      assertThat(row.getString(1))
          .isEqualTo(
              "5 POINT (5 -5) POINT (5 0) 5;4 POINT (4 -4) POINT (4 0) 4;3 POINT (3 -3) POINT (3 0);"
                  + "2 POINT (2 -2) POINT (2 0) 2;1 POINT (1 -1) POINT (1 0) 1;0 POINT (0 0) POINT (0"
                  + " 0)");
    }
  }

  @Test
  void metricsAreCountsAndTheBoxOfGeometries() {
    FirnTable table = firn.createTable(sortedTable());
    RowsReader reader =
        new RowsReader(
            firn.allocator(), ArrowMapping.toArrow(SCHEMA), List.of(root -> fill(root, 0, 6)));
    table.load(reader);
    DataFile file = table.dataFiles().getFirst();
    assertThat(file.valueCounts()).isEqualTo(Map.of(1, 6L, 2, 6L, 3, 6L, 4, 6L));
    assertThat(file.nullValueCounts()).isEqualTo(Map.of(1, 0L, 2, 0L, 3, 0L, 4, 2L));
    assertThat(file.columnSizes()).containsOnlyKeys(1, 2, 3);
    assertThat(file.lowerBounds()).containsOnlyKeys(1, 2).containsEntry(2, corner(0, -5));
    assertThat(file.upperBounds()).containsOnlyKeys(1, 2).containsEntry(2, corner(5, 0));
  }

  private static NewTable sortedTable() {
    return new NewTable(
        TestWarehouse.TABLE,
        SCHEMA,
        PartitionSpec.unpartitioned(),
        SortOrder.builderFor(SCHEMA).desc("n").build(),
        Map.of("format-version", "3", "firn.verify-on-write", "pages"),
        Optional.empty());
  }

  /** Every third value is null where nulls are told apart. */
  private static void fill(VectorSchemaRoot root, int from, int rows) {
    BigIntVector numbers = (BigIntVector) root.getVector("n");
    VarBinaryVector places = (VarBinaryVector) root.getVector("place");
    VarBinaryVector regions = (VarBinaryVector) root.getVector("region");
    StructVector variants = (StructVector) root.getVector("any");
    for (int row = 0; row < rows; row++) {
      int number = from + row;
      numbers.setSafe(row, number);
      places.setSafe(row, point(number, -number));
      regions.setSafe(row, point(number, 0));
      if (number % 3 == 0) {
        variants.setNull(row);
      } else {
        variants.setIndexDefined(row);
      }
      // Of no field names, and an int8: VariantEncoding.md.
      ((VarBinaryVector) variants.getChild("metadata")).setSafe(row, new byte[] {1, 0, 0});
      ((VarBinaryVector) variants.getChild("value"))
          .setSafe(row, new byte[] {3 << 2, (byte) number});
    }
    root.setRowCount(rows);
  }

  private static byte[] point(double x, double y) {
    return ByteBuffer.allocate(21)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 1)
        .putInt(1)
        .putDouble(x)
        .putDouble(y)
        .array();
  }

  private static ByteBuffer corner(double x, double y) {
    return ByteBuffer.wrap(
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putDouble(x).putDouble(y).array());
  }
}

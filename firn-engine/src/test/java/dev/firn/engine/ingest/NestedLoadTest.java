package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nested columns on their whole way into a table. */
final class NestedLoadTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(
              1,
              "s",
              Types.StructType.of(Types.NestedField.optional(3, "n", Types.LongType.get()))),
          Types.NestedField.optional(2, "l", Types.ListType.ofOptional(4, Types.LongType.get())));

  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = new TestWarehouse(folder.resolve("warehouse")).open();
  }

  @AfterEach
  void close() {
    assertThat(firn.budget().usedBytes()).as("memory given back").isZero();
    firn.close();
  }

  @Test
  void batchesThatReuseOneRootAreAllLoaded() throws SQLException {
    FirnTable table =
        firn.createTable(
            NewTable.of(TestWarehouse.TABLE, SCHEMA, Map.of("firn.verify-on-write", "values")));
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(SCHEMA),
            List.of(root -> fill(root, 3), root -> fill(root, 4), root -> fill(root, 2)));
    assertThat(table.load(reader).rows()).isEqualTo(9);
    Path file = Path.of(URI.create(table.dataFiles().getFirst().location()));
    String sql =
        "SELECT string_agg(s::VARCHAR || ' ' || l::VARCHAR, ';') FROM read_parquet('" + file + "')";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet row = duckDb.createStatement().executeQuery(sql)) {
      row.next();
      String three = "{'n': 0} [];{'n': 1} [0];{'n': 2} [0, 1]";
      assertThat(row.getString(1))
          .isEqualTo(three + ";" + three + ";{'n': 3} [0, 1, 2];{'n': 0} [];{'n': 1} [0]");
    }
  }

  @Test
  void everyNestedFieldThatCannotBeWrittenIsNamed() {
    Types.StructType inner =
        Types.StructType.of(
            Types.NestedField.optional(
                5, "v", Types.ListType.ofOptional(8, Types.UnknownType.get())),
            Types.NestedField.optional(7, "fine", Types.LongType.get()));
    Schema schema =
        new Schema(
            Types.NestedField.optional(
                1, "m", Types.MapType.ofOptional(2, 3, Types.StringType.get(), inner)),
            Types.NestedField.optional(
                4,
                "nothing",
                Types.StructType.of(Types.NestedField.optional(9, "u", Types.UnknownType.get()))));
    FirnTable table =
        firn.createTable(NewTable.of(TestWarehouse.TABLE, schema, Map.of("format-version", "3")));
    RowsReader reader = new RowsReader(firn.allocator(), ArrowMapping.toArrow(schema), List.of());
    assertThatThrownBy(() -> table.load(reader))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("'m.value.v.element' (unknown)")
        .hasMessageContaining("'nothing' (a struct without fields that hold anything)")
        .hasMessageNotContaining("fine")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.UNSUPPORTED);
  }

  private static void fill(VectorSchemaRoot root, int rows) {
    StructVector struct = (StructVector) root.getVector(0);
    BigIntVector numbers = (BigIntVector) struct.getChild("n");
    ListVector list = (ListVector) root.getVector(1);
    BigIntVector elements = (BigIntVector) list.getDataVector();
    for (int row = 0; row < rows; row++) {
      struct.setIndexDefined(row);
      numbers.setSafe(row, row);
      int begin = list.startNewValue(row);
      for (int i = 0; i < row; i++) {
        elements.setSafe(begin + i, i);
      }
      list.endValue(row, row);
    }
    root.setRowCount(rows);
  }
}

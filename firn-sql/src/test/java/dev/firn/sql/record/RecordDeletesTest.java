package dev.firn.sql.record;

import static dev.firn.sql.record.RecordTypesTest.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecordDeletesTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "id", Types.IntegerType.get()),
          optional(2, "name", Types.StringType.get()),
          optional(
              3,
              "s",
              Types.StructType.of(
                  optional(4, "a", Types.LongType.get()), optional(5, "b", Types.LongType.get()))));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void positionDeletesLeaveOutTheirRowsOnly(FileFormat format) throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    DataFile first = fill(table, format, 0);
    fill(table, format, 10);
    table.deletePositions(first, 0, 2);
    table.deletePositions(first, 3);

    assertThat(names(table)).containsExactly("n1", "n4", "n10", "n11", "n12", "n13", "n14");
    assertThat(Rows.read(table)).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void deletionVectorsLeaveOutTheirRowsOnly(FileFormat format) throws IOException {
    WrittenTable table = WrittenTable.create(folder, 3, SCHEMA);
    DataFile first = fill(table, format, 0);
    fill(table, format, 10);
    table.deleteByVector(first, 1, 4);

    assertThat(names(table)).containsExactly("n0", "n2", "n3", "n10", "n11", "n12", "n13", "n14");
    assertThat(Rows.read(table)).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void equalityDeletesHoldForOlderFilesAndNeedNoProjectedColumn(FileFormat format)
      throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    fill(table, format, 0);
    Schema key = table.schema().select("id");
    table.deleteEqual(format, List.of(1), key, row(key, 1), row(key, 3));
    fill(table, format, 0);

    assertThat(names(table)).containsExactly("n0", "n2", "n4", "n0", "n1", "n2", "n3", "n4");
    assertThat(Rows.read(table)).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
  }

  @Test
  void equalityDeletesOfNullDeleteNulls() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.append(row(table.schema(), 1, null, null), row(table.schema(), 2, "x", null));
    Schema key = table.schema().select("name");
    table.deleteEqual(FileFormat.PARQUET, List.of(2), key, row(key, (Object) null));

    assertThat(names(table)).containsExactly("x");
  }

  @Test
  void equalityDeletesByADroppedColumnStillHold() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    fill(table, FileFormat.PARQUET, 0);
    Schema key = table.schema().select("id");
    table.deleteEqual(FileFormat.PARQUET, List.of(1), key, row(key, 1), row(key, 3));
    table.table().updateSchema().deleteColumn("id").commit();
    table.table().updateSchema().addColumn("id", Types.StringType.get()).commit();

    assertThat(names(table)).containsExactly("n0", "n2", "n4");
    assertThat(Rows.read(table)).hasSize(3);
  }

  @Test
  void equalityDeletesByAPromotedColumnStillHold() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    fill(table, FileFormat.PARQUET, 0);
    Schema key = table.schema().select("id");
    table.deleteEqual(FileFormat.PARQUET, List.of(1), key, row(key, 1), row(key, 3));
    table.table().updateSchema().updateColumn("id", Types.LongType.get()).commit();

    assertThat(names(table)).containsExactly("n0", "n2", "n4");
  }

  @Test
  void equalityDeletesByAFieldInsideOfAStructHold() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    fill(table, FileFormat.PARQUET, 0);
    Schema key = table.schema().select("s.a");
    Types.StructType inner = key.findType("s").asStructType();
    int id = table.schema().findField("s.a").fieldId();
    table.deleteEqual(FileFormat.PARQUET, List.of(id), key, row(key, row(inner, 2L)));

    assertThat(names(table)).containsExactly("n0", "n1", "n3", "n4");
    Schema other = table.schema().select("s.b", "name");
    assertThat(Rows.read(table, other).getFirst().toString()).isEqualTo("{name=n0, s={b=0}}");
    assertThat(Rows.read(table, other)).hasSize(4);
  }

  @Test
  void equalityDeletesByADroppedFieldInsideOfAStructHold() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    fill(table, FileFormat.PARQUET, 0);
    Schema key = table.schema().select("s.a");
    Types.StructType inner = key.findType("s").asStructType();
    int id = table.schema().findField("s.a").fieldId();
    table.deleteEqual(FileFormat.PARQUET, List.of(id), key, row(key, row(inner, 2L)));
    table.table().updateSchema().deleteColumn("s.a").commit();

    assertThat(names(table)).containsExactly("n0", "n1", "n3", "n4");
    assertThat(Rows.read(table).getFirst().toString()).isEqualTo("{id=0, name=n0, s={b=0}}");
  }

  @Test
  void deletesOfAllKindsHoldTogether() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    DataFile file = fill(table, FileFormat.PARQUET, 0);
    table.deletePositions(file, 0);
    Schema byId = table.schema().select("id");
    table.deleteEqual(FileFormat.PARQUET, List.of(1), byId, row(byId, 1));
    Schema byName = table.schema().select("name");
    table.deleteEqual(FileFormat.AVRO, List.of(2), byName, row(byName, "n4"));

    assertThat(names(table)).containsExactly("n2", "n3");
    assertThat(Rows.read(table)).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
  }

  /** Five rows. */
  private static DataFile fill(WrittenTable table, FileFormat format, int first)
      throws IOException {
    Schema schema = table.schema();
    Types.StructType inner = schema.findType("s").asStructType();
    return table.append(
        format,
        IntStream.range(first, first + 5)
            .mapToObj(id -> row(schema, id, "n" + id, row(inner, (long) id, -(long) id)))
            .toArray(Record[]::new));
  }

  private static List<String> names(WrittenTable table) {
    Schema columns = table.schema().select("name");
    return Rows.read(table, columns).stream()
        .map(row -> row.toString().replaceAll("[{}]|name=", ""))
        .toList();
  }
}

package dev.firn.sql.record;

import static dev.firn.sql.record.RecordTypesTest.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files from before a change of the schema, read with the schema from after it. */
final class RecordEvolutionTest {
  private static final String[] PLACES = {"s", "l.element", "m.value"};

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void renamedAndReorderedFieldsKeepTheirValuesAtEveryDepth(FileFormat format) throws IOException {
    WrittenTable table = nested(format);
    for (String place : PLACES) {
      table.table().updateSchema().renameColumn(place + ".a", "renamed").commit();
      table.table().updateSchema().moveFirst(place + ".b").commit();
    }
    table.table().updateSchema().renameColumn("id", "number").commit();
    table.table().updateSchema().moveAfter("number", "m").commit();

    List<Object> rows = Rows.read(table);

    assertThat(rows).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
    assertThat(rows.getFirst().toString())
        .isEqualTo(
            "{s={b=x, renamed=1}, l=[{b=y, renamed=2}, null, {b=null, renamed=3}],"
                + " m=[[k, {b=z, renamed=4}]], number=1}");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void aFieldThatWasDroppedAndAddedAgainIsAnother(FileFormat format) throws IOException {
    WrittenTable table = nested(format);
    for (String place : PLACES) {
      table.table().updateSchema().deleteColumn(place + ".b").commit();
      table.table().updateSchema().addColumn(parent(place), "b", Types.StringType.get()).commit();
    }

    List<Object> rows = Rows.read(table);

    assertThat(rows).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
    assertThat(rows.getFirst().toString())
        .isEqualTo(
            "{id=1, s={a=1, b=null}, l=[{a=2, b=null}, null, {a=3, b=null}],"
                + " m=[[k, {a=4, b=null}]]}");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void structsOfWhoseFieldsAllAreNewAreStillThere(FileFormat format) throws IOException {
    WrittenTable table = nested(format);
    for (String place : PLACES) {
      table.table().updateSchema().addColumn(parent(place), "c", Types.LongType.get()).commit();
      table.table().updateSchema().deleteColumn(place + ".a").deleteColumn(place + ".b").commit();
    }

    assertThat(Rows.read(table).toString())
        .isEqualTo(
            "[{id=1, s={c=null}, l=[{c=null}, null, {c=null}], m=[[k, {c=null}]]},"
                + " {id=2, s=null, l=[], m=[]}, {id=3, s=null, l=null, m=null}]");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void defaultsInFrontOfOtherFieldsLeaveNullsAndListsAsTheyAre(FileFormat format)
      throws IOException {
    WrittenTable table = nested(format);
    for (String place : PLACES) {
      table
          .table()
          .updateSchema()
          .addColumn(parent(place), "c", Types.LongType.get(), "", Literal.of(9L))
          .moveFirst(place + ".c")
          .commit();
    }

    assertThat(Rows.read(table).toString())
        .isEqualTo(
            "[{id=1, s={c=9, a=1, b=x}, l=[{c=9, a=2, b=y}, null, {c=9, a=3, b=null}],"
                + " m=[[k, {c=9, a=4, b=z}]]},"
                + " {id=2, s=null, l=[], m=[]}, {id=3, s=null, l=null, m=null}]");
  }

  @Test
  void structsOfNothingButDefaultsAreNullWhereTheyWereNull() throws IOException {
    WrittenTable table = nested(FileFormat.PARQUET);
    for (String place : PLACES) {
      table
          .table()
          .updateSchema()
          .addColumn(parent(place), "c", Types.LongType.get(), "", Literal.of(9L))
          .deleteColumn(place + ".a")
          .deleteColumn(place + ".b")
          .commit();
    }

    assertThat(Rows.read(table).toString())
        .isEqualTo(
            "[{id=1, s={c=9}, l=[{c=9}, null, {c=9}], m=[[k, {c=9}]]},"
                + " {id=2, s=null, l=[], m=[]}, {id=3, s=null, l=null, m=null}]");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void aProjectionMayLeaveOutFieldsAtEveryDepth(FileFormat format) throws IOException {
    WrittenTable table = nested(format);
    Schema columns = table.schema().select("s.b", "l.element.b", "m.key", "m.value.a");

    assertThat(Rows.read(table, columns).toString())
        .isEqualTo(
            "[{s={b=x}, l=[{b=y}, null, {b=null}], m=[[k, {a=4}]]},"
                + " {s=null, l=[], m=[]}, {s=null, l=null, m=null}]");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void promotedTypesAreWidenedAtEveryDepth(FileFormat format) throws IOException {
    Types.StructType narrow = narrow(20);
    Schema schema =
        new Schema(
            optional(1, "i", Types.IntegerType.get()),
            optional(2, "f", Types.FloatType.get()),
            optional(3, "d", Types.DecimalType.of(9, 2)),
            optional(4, "s", narrow),
            optional(5, "l", Types.ListType.ofOptional(6, narrow(30))),
            optional(7, "m", Types.MapType.ofOptional(8, 9, Types.StringType.get(), narrow(40))),
            optional(10, "n", Types.ListType.ofOptional(11, Types.IntegerType.get())));
    WrittenTable table = WrittenTable.create(folder, 2, schema);
    Object[] values = {-7, 0.1f, new BigDecimal("-1.25")};
    table.append(
        format,
        row(
            schema,
            -7,
            0.1f,
            new BigDecimal("-1.25"),
            row(narrow, values),
            List.of(row(narrow(30), values)),
            Map.of("k", row(narrow(40), values)),
            List.of(Integer.MIN_VALUE)));
    for (String place : List.of("", "s.", "l.element.", "m.value.")) {
      table
          .table()
          .updateSchema()
          .updateColumn(place + "i", Types.LongType.get())
          .updateColumn(place + "f", Types.DoubleType.get())
          .updateColumn(place + "d", Types.DecimalType.of(38, 2))
          .commit();
    }
    table.table().updateSchema().updateColumn("n.element", Types.LongType.get()).commit();

    List<Object> rows = Rows.read(table);

    assertThat(rows).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
    String wide = "i=-7, f=" + (double) 0.1f + ", d=-1.25";
    assertThat(rows.getFirst().toString())
        .isEqualTo(
            "{%s, s={%s}, l=[{%s}], m=[[k, {%s}]], n=[-2147483648]}"
                .formatted(wide, wide, wide, wide));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void addedColumnsHaveTheirInitialDefaultInOldFilesOnly(FileFormat format) throws IOException {
    Schema before = new Schema(required(1, "id", Types.IntegerType.get()));
    WrittenTable table = WrittenTable.create(folder, 3, before);
    table.append(format, row(before, 1), row(before, 1));
    table
        .table()
        .updateSchema()
        .addColumn("i", Types.IntegerType.get(), Literal.of(7))
        .addColumn("t", Types.StringType.get(), Literal.of("old"))
        .addColumn("d", Types.DecimalType.of(9, 2), Literal.of(new BigDecimal("1.50")))
        .addColumn("day", Types.DateType.get(), Literal.of("2026-02-03").to(Types.DateType.get()))
        .addColumn(
            "at",
            Types.TimestampNanoType.withZone(),
            Literal.of("2026-02-03T04:05:06.000000007+00:00")
                .to(Types.TimestampNanoType.withZone()))
        .addColumn("b", Types.BinaryType.get(), Literal.of(ByteBuffer.wrap(new byte[] {1, 2})))
        .addColumn("none", Types.StringType.get())
        .commit();
    table.append(format, row(table.schema(), 2));

    List<Object> rows = Rows.read(table);

    assertThat(rows).containsExactlyInAnyOrderElementsOf(Rows.ofIceberg(table.table()));
    String old =
        "{id=1, i=7, t=old, d=1.50, day=2026-02-03, at=2026-02-03T04:05:06.000000007Z, b=0102,"
            + " none=null}";
    String written = "{id=2, i=null, t=null, d=null, day=null, at=null, b=null, none=null}";
    assertThat(rows).extracting(Object::toString).containsExactly(old, old, written);
  }

  @Test
  void columnsOfAnEarlierSnapshotAreReadWithItsSchema() throws IOException {
    Schema before = new Schema(optional(1, "a", Types.IntegerType.get()));
    WrittenTable table = WrittenTable.create(folder, 2, before);
    table.append(row(before, 5));
    table.table().updateSchema().renameColumn("a", "b").commit();
    table.table().updateSchema().updateColumn("b", Types.LongType.get()).commit();

    assertThat(Rows.read(table, before).toString()).isEqualTo("[{a=5}]");
  }

  @Test
  void aProjectionOfNoColumnsHasAllRows() throws IOException {
    WrittenTable table = nested(FileFormat.PARQUET);

    assertThat(Rows.read(table, new Schema())).hasSize(3);
  }

  /** A struct, a list of structs and a map of structs, full, empty and null. */
  private WrittenTable nested(FileFormat format) throws IOException {
    Types.StructType inStruct = pair(20);
    Types.StructType inList = pair(30);
    Types.StructType inMap = pair(40);
    Schema schema =
        new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "s", inStruct),
            optional(3, "l", Types.ListType.ofOptional(4, inList)),
            optional(5, "m", Types.MapType.ofOptional(6, 7, Types.StringType.get(), inMap)));
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    // Iceberg numbers the fields of a new table anew, level by level.
    Schema own = table.schema();
    List<Record> list =
        Arrays.asList(
            row(type(own, "l.element"), 2L, "y"), null, row(type(own, "l.element"), 3L, null));
    table.append(
        format,
        row(
            own,
            1,
            row(type(own, "s"), 1L, "x"),
            list,
            Map.of("k", row(type(own, "m.value"), 4L, "z"))),
        row(own, 2, null, List.of(), Map.of()),
        row(own, 3, null, null, null));
    return table;
  }

  private static Types.StructType type(Schema schema, String name) {
    Type type = schema.findType(name);
    return type.asStructType();
  }

  private static Types.StructType pair(int firstId) {
    return Types.StructType.of(
        optional(firstId, "a", Types.LongType.get()),
        optional(firstId + 1, "b", Types.StringType.get()));
  }

  private static Types.StructType narrow(int firstId) {
    return Types.StructType.of(
        optional(firstId, "i", Types.IntegerType.get()),
        optional(firstId + 1, "f", Types.FloatType.get()),
        optional(firstId + 2, "d", Types.DecimalType.of(9, 2)));
  }

  /** {@code addColumn} names an element's or a value's struct by the list or map that holds it. */
  private static String parent(String place) {
    return place.replaceFirst("\\..*", "");
  }
}

package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equality deletes that Iceberg's API wrote: Firn answers what Iceberg's own reader reads. */
@Tag("interop")
final class EqualityDeletesInteropTest {
  private static final Schema PEOPLE =
      new Schema(
          Types.NestedField.optional(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "city", Types.StringType.get()),
          Types.NestedField.optional(3, "level", Types.IntegerType.get()),
          Types.NestedField.optional(4, "note", Types.StringType.get()));

  private static final PartitionSpec BY_CITY =
      PartitionSpec.builderFor(PEOPLE).identity("city").build();
  private static final PartitionSpec NONE = PartitionSpec.unpartitioned();

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private IcebergWrites iceberg;
  private Answers answers;

  @BeforeEach
  void createWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql("CREATE SCHEMA e");
    iceberg = new IcebergWrites(warehouse);
    answers = new Answers(warehouse);
  }

  @AfterEach
  void closeCatalog() {
    iceberg.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void severalSetsOfFieldsNullsAndKeysThatComeBack(int formatVersion) {
    Table table = create("e.people", PEOPLE, NONE, formatVersion);
    iceberg.append(table, people(table, 0, 40));
    iceberg.delete(table, NONE, List.of("id"), keys(table, 3, 5, 7, null, 999));
    iceberg.delete(
        table,
        NONE,
        List.of("city", "level"),
        List.of(
            IcebergWrites.row(table, null, "city 1", 0),
            IcebergWrites.row(table, null, null, 2),
            IcebergWrites.row(table, null, "city 2", null),
            IcebergWrites.row(table, null, null, null)));
    // The keys come back after the deletes, which must not reach them.
    iceberg.append(table, people(table, 0, 8));
    iceberg.upsert(table, List.of("id"), people(table, 6, 12));
    iceberg.append(table, List.of(IcebergWrites.row(table, null, null, null, "after")));
    requireSameAtEverySnapshot("e.people", table);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void deletesOfOnePartitionAndOfAll(int formatVersion) {
    Table table = create("e.cities", PEOPLE, BY_CITY, formatVersion);
    PartitionSpec byCity = table.spec();
    iceberg.append(table, people(table, 0, 40));
    // The same ids stand in other partitions, where these deletes do not hold.
    iceberg.append(table, move(table, people(table, 0, 40), "city 0"));
    iceberg.delete(
        table,
        byCity,
        List.of("id"),
        List.of(
            IcebergWrites.row(table, 6, "city 0"),
            IcebergWrites.row(table, 11, "city 1"),
            IcebergWrites.row(table, 7, null)));
    table.updateSpec().removeField("city").commit();
    iceberg.append(table, people(table, 20, 30));
    iceberg.delete(table, table.spec(), List.of("id"), keys(table, 22, 23, 12));
    table.updateSpec().addField("level").commit();
    iceberg.append(table, people(table, 10, 20));
    iceberg.upsert(table, List.of("level", "id"), people(table, 15, 18));
    requireSameAtEverySnapshot("e.cities", table);
  }

  @Test
  void fieldsThatAreDroppedRenamedWidenedAndAddedLater() {
    Table table = create("e.evolved", PEOPLE, NONE, 2);
    iceberg.append(table, people(table, 0, 30));
    iceberg.delete(table, NONE, List.of("id"), keys(table, 9, 10));
    table
        .updateSchema()
        .deleteColumn("note")
        .renameColumn("city", "town")
        .updateColumn("id", Types.LongType.get())
        .addColumn("born", Types.DateType.get())
        .commit();
    iceberg.append(
        table,
        List.of(
            IcebergWrites.row(table, 9L, "town 9", 1, LocalDate.of(2000, 1, 1)),
            IcebergWrites.row(table, 5_000_000_000L, "town", 2, null)));
    // What older files have no column for is null there, so this deletes of them too.
    Record unborn = IcebergWrites.row(table, null, "city 2", null, null);
    iceberg.delete(table, NONE, List.of("town", "born"), List.of(unborn));
    iceberg.delete(table, NONE, List.of("id"), List.of(IcebergWrites.row(table, 12L)));
    table.updateSchema().deleteColumn("level").moveFirst("town").commit();
    table.updateSchema().addColumn("level", Types.StringType.get()).commit();
    iceberg.append(table, List.of(IcebergWrites.row(table, "new", 13L, null, "high")));
    assertThat(table.schema().findField("level").fieldId()).isGreaterThan(4);
    requireSameAtEverySnapshot("e.evolved", table);
  }

  /**
   * Iceberg's specification: a column of equality deletes that is dropped later still counts.
   * Iceberg's generic reader then fails, so it is asked before.
   */
  @Test
  void aFieldThatIsDroppedAfterwardsStillDeletes() {
    Table table = create("e.dropped", PEOPLE, NONE, 2);
    iceberg.append(table, people(table, 0, 30));
    iceberg.delete(table, NONE, List.of("id", "note"), people(table, 4, 6));
    iceberg.delete(table, NONE, List.of("level"), levels(table, 1, null));
    List<String> columns = List.of("id", "city");
    List<String> expected = rows(IcebergGenerics.read(table).select(columns), columns);
    assertThat(expected).hasSizeBetween(10, 20);
    table.updateSchema().deleteColumn("note").deleteColumn("level").commit();
    answers.compareInAnyOrder("SELECT * FROM e.dropped", expected);
    // A column of that name, but another one: its values delete nothing.
    table.updateSchema().addColumn("level", Types.IntegerType.get()).commit();
    answers.compareInAnyOrder("SELECT id, city FROM e.dropped", expected);
    answers.requireSame();
  }

  @Test
  void keysOfEveryTypeThatMayBeOne() {
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "flag", Types.BooleanType.get()),
            Types.NestedField.optional(3, "whole", Types.LongType.get()),
            Types.NestedField.optional(4, "price", Types.DecimalType.of(20, 3)),
            Types.NestedField.optional(5, "day", Types.DateType.get()),
            Types.NestedField.optional(6, "moment", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(7, "bytes", Types.BinaryType.get()),
            Types.NestedField.optional(8, "name", Types.StringType.get()));
    Table table = create("e.keys", schema, NONE, 2);
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      rows.add(
          i % 8 == 7
              ? IcebergWrites.row(table, i)
              : IcebergWrites.row(
                  table,
                  i,
                  i % 2 == 0,
                  i * 5_000_000_000L,
                  new BigDecimal("12345678901234567.125").add(BigDecimal.valueOf(i)),
                  LocalDate.of(1969, 12, 25).plusDays(i),
                  LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000).plusSeconds(i),
                  ByteBuffer.wrap(new byte[] {(byte) (250 + i)}),
                  "é" + i));
    }
    iceberg.append(table, rows);
    List<String> fields = List.of("flag", "whole", "price", "day", "moment", "bytes", "name");
    for (int i = 0; i < fields.size(); i++) {
      iceberg.delete(table, NONE, List.of("id", fields.get(i)), List.of(rows.get(i)));
    }
    iceberg.delete(table, NONE, fields, List.of(rows.get(8), rows.get(15)));
    requireSameAtEverySnapshot("e.keys", table);
  }

  @Test
  void fieldsInsideStructs() {
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(
                2,
                "place",
                Types.StructType.of(
                    Types.NestedField.optional(3, "x", Types.IntegerType.get()),
                    Types.NestedField.optional(4, "label", Types.StringType.get()))));
    Table table = create("e.places", schema, NONE, 2);
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      GenericRecord place = GenericRecord.create(table.schema().findType("place").asStructType());
      place.set(0, i % 3 == 2 ? null : i);
      place.set(1, "l" + i % 2);
      rows.add(IcebergWrites.row(table, i, place));
    }
    iceberg.append(table, rows);
    iceberg.delete(table, NONE, List.of("place.x"), List.of(rows.get(3), rows.get(5)));
    iceberg.delete(table, NONE, List.of("id", "place.label"), List.of(rows.get(6), rows.get(0)));
    requireSameAtEverySnapshot("e.places", table);
  }

  @Test
  void equalityDeletesBesideDeletesByPosition() {
    Table table = create("e.both", PEOPLE, BY_CITY, 2);
    PartitionSpec byCity = table.spec();
    List<DataFile> files = iceberg.append(table, people(table, 0, 60));
    iceberg.deletePositions(table, files.get(0), 0, 2, 3);
    iceberg.delete(table, byCity, List.of("id"), people(table, 9, 14));
    iceberg.deletePositions(table, files.get(1), 1);
    iceberg.upsert(table, List.of("id"), people(table, 12, 16));
    List<DataFile> later = iceberg.append(table, people(table, 60, 70));
    iceberg.deletePositions(table, later.get(0), 0);
    requireSameAtEverySnapshot("e.both", table);
  }

  private Table create(String name, Schema schema, PartitionSpec spec, int formatVersion) {
    return iceberg.create(name, schema, spec, Map.of("format-version", "" + formatVersion));
  }

  /** Rows by number, with nulls in every column. */
  private static List<Record> people(Table table, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                IcebergWrites.row(
                    table,
                    i % 20 == 19 ? null : i,
                    i % 6 == 5 ? null : "city " + i % 3,
                    i % 10 == 8 ? null : i % 4,
                    i % 5 == 4 ? null : "note " + i))
        .toList();
  }

  private static List<Record> move(Table table, List<Record> people, String city) {
    return people.stream()
        .map(row -> IcebergWrites.row(table, row.get(0), city, row.get(2), "moved"))
        .toList();
  }

  private static List<Record> keys(Table table, Integer... ids) {
    return Arrays.stream(ids).map(id -> IcebergWrites.row(table, id)).toList();
  }

  private static List<Record> levels(Table table, Integer... levels) {
    return Stream.of(levels).map(level -> IcebergWrites.row(table, null, null, level)).toList();
  }

  /** Iceberg reads a snapshot with the schema that it had; so must Firn. */
  private void requireSameAtEverySnapshot(String name, Table table) {
    table.refresh();
    requireEqualityDeletes(table);
    compare(name, table.schema(), () -> IcebergGenerics.read(table));
    int rowsMax = 0;
    for (Snapshot snapshot : table.snapshots()) {
      long id = snapshot.snapshotId();
      Schema schema = table.schemas().get(snapshot.schemaId());
      String at = name + " AT (VERSION => " + id + ")";
      int rows = compare(at, schema, () -> IcebergGenerics.read(table).useSnapshot(id));
      rowsMax = Math.max(rowsMax, rows);
    }
    assertThat(rowsMax).as("rows of the largest snapshot").isGreaterThan(10);
    answers.requireSame();
  }

  /**
   * All rows, and each column alone: deletes need fields that a query does not ask for. Iceberg is
   * asked for whole rows, because a selection without the struct that a key is in deletes all rows.
   */
  private int compare(String table, Schema schema, Supplier<IcebergGenerics.ScanBuilder> scan) {
    List<String> expected = rows(scan.get(), names(schema));
    answers.compareInAnyOrder("SELECT * FROM " + table, expected);
    answers.compare("SELECT count(*) AS n FROM " + table, List.of("n=" + expected.size()));
    for (Types.NestedField column : schema.columns()) {
      answers.compareInAnyOrder(
          "SELECT " + column.name() + " FROM " + table, rows(scan.get(), List.of(column.name())));
    }
    return expected.size();
  }

  private static List<String> names(Schema schema) {
    return schema.columns().stream().map(Types.NestedField::name).toList();
  }

  private static List<String> rows(IcebergGenerics.ScanBuilder scan, List<String> columns) {
    try (CloseableIterable<Record> records = scan.build()) {
      return Answers.rows(Answers.ofIceberg(columns, records));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireEqualityDeletes(Table table) {
    boolean hasSome = false;
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        hasSome |=
            task.deletes().stream()
                .anyMatch(file -> file.content() == FileContent.EQUALITY_DELETES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(hasSome).as("equality deletes in %s", table.name()).isTrue();
  }
}

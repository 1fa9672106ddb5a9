package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics in our manifests against DuckDB's own count over each data file. */
@Tag("interop")
final class ManifestMetricsInteropTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void countsAndBoundsOfFlightsAreThoseOfEachFile() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE + " WITH (max_file_size = '50kB')");
    warehouse.load("air.flights", TestWarehouse.flights());
    assertThat(requireExact("air.flights")).isGreaterThan(1);
  }

  @Test
  void countsAndBoundsOfNumbersDecimalsAndDatesAreThoseOfEachFile() {
    String rows =
        """
        SELECT
          CASE WHEN range % 7 = 0 THEN NULL ELSE (range * 7919) % 10007 - 5000 END::INTEGER AS i,
          (hash(range) >> 1)::BIGINT - 4611686018427387904 AS l,
          CASE WHEN range % 11 = 0 THEN 'NaN' WHEN range % 13 = 0 THEN NULL
            ELSE sin(range) * 1000 END::FLOAT AS f,
          CASE WHEN range % 5 = 0 THEN 'NaN' WHEN range = 17 THEN '-Infinity'
            ELSE cos(range) * 1e9 END::DOUBLE AS d,
          ((hash(range) % 1999999999)::BIGINT - 999999999)::DECIMAL(18,0)::DECIMAL(9,0) AS n9,
          (((hash(range) % 199999)::BIGINT - 99999) / 100)::DECIMAL(18,4) AS n18,
          ((hash(range) >> 1)::DECIMAL(38,10) - 4611686018427387904) AS n38,
          DATE '1900-01-01' + ((hash(range) % 100000)::INTEGER) AS day,
          NULL::BIGINT AS nothing
        FROM range(30000)""";
    Path file = TestParquet.write(folder.resolve("numbers.parquet"), rows);
    warehouse.sql(
        "CREATE TABLE t.numbers (i int, l bigint NOT NULL, f real, d double, n9 decimal(9,0),"
            + " n18 decimal(18,4), n38 decimal(38,10), day date, nothing bigint)"
            + " WITH (max_file_size = '400kB')");
    warehouse.load("t.numbers", file);
    assertThat(requireExact("t.numbers")).isGreaterThan(1);
  }

  @Test
  void boundsOfLongTextAreCutToSixteenCharactersAndTheUpperOneIsRaised() {
    // Sixteen characters, not bytes or UTF-16 units; a greatest character cannot be raised.
    requireTextBounds("a".repeat(16), "b".repeat(16), "a".repeat(16), "b".repeat(16));
    requireTextBounds("a".repeat(40), "b".repeat(40), "a".repeat(16), "b".repeat(15) + "c");
    requireTextBounds("ä".repeat(17), "日".repeat(17), "ä".repeat(16), "日".repeat(15) + next("日"));
    requireTextBounds(
        "🧊".repeat(17), "🧊".repeat(18), "🧊".repeat(16), "🧊".repeat(15) + next("🧊"));
    String greatest = "\uDBFF\uDFFF";
    requireTextBounds("", "x" + greatest.repeat(20), "", "y");
    requireTextBounds("a", greatest.repeat(20), "a", null);
  }

  private static String next(String character) {
    return Character.toString(character.codePointAt(0) + 1);
  }

  private void requireTextBounds(String min, String max, String lower, String upper) {
    Path file =
        TestParquet.write(
            folder.resolve("text.parquet"),
            "SELECT * FROM (VALUES ('" + min + "'), ('" + max + "')) t(s)");
    warehouse.sql("DROP TABLE IF EXISTS t.texts; CREATE TABLE t.texts (s varchar)");
    warehouse.load("t.texts", file);
    warehouse.look(
        "t.texts",
        table -> {
          DataFile entry = table.dataFiles().getFirst();
          assertThat(bound(Types.StringType.get(), entry.lowerBounds(), 1)).isEqualTo(lower);
          assertThat(bound(Types.StringType.get(), entry.upperBounds(), 1)).isEqualTo(upper);
        });
  }

  /** Compares every column of every file; returns how many files there were. */
  private int requireExact(String name) {
    int[] files = {0};
    warehouse.look(
        name,
        table -> {
          for (DataFile file : table.dataFiles()) {
            files[0]++;
            for (Types.NestedField column : table.metadata().schema().columns()) {
              requireExact(file, column);
            }
          }
        });
    return files[0];
  }

  private static void requireExact(DataFile file, Types.NestedField column) {
    int id = column.fieldId();
    Type type = column.type();
    String where = column.name() + " of " + file.location();
    boolean floating = type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    String value = "\"" + column.name() + "\"";
    String bounded =
        floating ? "CASE WHEN isnan(" + value + ") THEN NULL ELSE " + value + " END" : value;
    List<Object> counted =
        TestParquet.rows(
                "SELECT count(*), count(*) - count("
                    + value
                    + "), "
                    + (floating ? "count(*) FILTER (isnan(" + value + "))" : "0")
                    + ", min("
                    + bounded
                    + ")::VARCHAR, max("
                    + bounded
                    + ")::VARCHAR FROM read_parquet('"
                    + TestWarehouse.path(file.location())
                    + "', hive_partitioning = false)")
            .getFirst();
    assertThat(file.recordCount()).as(where).isEqualTo(counted.get(0));
    assertThat(file.valueCounts().get(id)).as(where).isEqualTo(counted.get(0));
    assertThat(file.nullValueCounts().get(id)).as(where).isEqualTo(counted.get(1));
    if (floating) {
      assertThat(file.nanValueCounts().get(id)).as(where).isEqualTo(counted.get(2));
    } else {
      assertThat(file.nanValueCounts()).as(where).doesNotContainKey(id);
    }
    assertThat(bound(type, file.lowerBounds(), id))
        .as(where)
        .isEqualTo(parse(type, counted.get(3)));
    assertThat(bound(type, file.upperBounds(), id))
        .as(where)
        .isEqualTo(parse(type, counted.get(4)));
  }

  private static Object bound(Type type, Map<Integer, ByteBuffer> bounds, int id) {
    ByteBuffer bytes = bounds.get(id);
    if (bytes == null) {
      return null;
    }
    Object value = Conversions.fromByteBuffer(type, bytes);
    return value instanceof CharSequence ? value.toString() : value;
  }

  /** DuckDB's text of a value as Iceberg's Java value. */
  private static Object parse(Type type, Object text) {
    if (text == null) {
      return null;
    }
    String value = text.toString().replace("inf", "Infinity");
    return switch (type.typeId()) {
      case INTEGER -> Integer.valueOf(value);
      case LONG -> Long.valueOf(value);
      case FLOAT -> Float.valueOf(value);
      case DOUBLE -> Double.valueOf(value);
      case DECIMAL -> new BigDecimal(value);
      case DATE -> (int) LocalDate.parse(value).toEpochDay();
      case TIMESTAMP ->
          java.time.temporal.ChronoUnit.MICROS.between(
              java.time.LocalDateTime.of(1970, 1, 1, 0, 0),
              java.time.LocalDateTime.parse(value.replace(' ', 'T')));
      case STRING -> value;
      default -> throw new IllegalArgumentException("Type " + type);
    };
  }
}

package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.testkit.SparkProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Columns in encodings that were asked for, read by Spark with Iceberg's vectorised reader: Spark
 * answers what Firn answers. Each value was read back by Iceberg's other readers before.
 */
@Tag("interop")
final class EncodedTablesInteropTest {
  private static final String COLUMNS =
      " (id bigint NOT NULL, n int, day date, moment timestamp(6),"
          + " zoned timestamp(6) with time zone, small decimal(9, 2), wide decimal(18, 4),"
          + " real real, score double, city varchar, data varbinary, flag boolean,"
          + " big decimal(30, 2), key uuid)";

  /** Nulls in stretches longer than a page, deltas of all widths, values that come again. */
  private static final String ROWS =
      " SELECT i * i * i * 1000003 - 5, nullif(i % 1000 * (1 - i % 2 * 2), 7)::int, DATE '2024-01-01'"
          + " + (i // 40)::int, CASE WHEN i BETWEEN 400 AND 1300 THEN NULL ELSE TIMESTAMP"
          + " '2024-01-01' + to_microseconds(i * 1000003) END, TIMESTAMPTZ '2024-01-01 00:00:00+00'"
          + " + to_seconds(i % 91), (i * 37 % 100000 / 100)::decimal(9, 2), (i * 7919)::decimal(18,"
          + " 4), (i / 7)::real, i / 3, 'https://example.com/city/' || (i // 3), ('b' || i)::blob,"
          + " i // 100 % 2 = 0, (i * 1000000007)::decimal(30, 2), ('00000000-0000-4000-8000-' ||"
          + " lpad((i * 3)::varchar, 12, '0'))::uuid FROM range(3000) t(i)";

  private static final List<String> QUESTIONS =
      List.of(
          "SELECT * FROM @t ORDER BY id",
          "SELECT count(n) AS ns, sum(n) AS n, min(day) AS day, max(moment) AS moment, sum(small)"
              + " AS small, sum(wide) AS wide, count(flag) AS flags FROM @t",
          "SELECT id FROM @t WHERE day = DATE '2024-02-01' OR n = 77 ORDER BY id",
          "SELECT id FROM @t WHERE moment IS NULL AND wide > 9000000 ORDER BY id");

  @TempDir private static Path folder;
  private static TestWarehouse warehouse;
  private static SparkProcess spark;

  @BeforeAll
  static void startSpark() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql("CREATE SCHEMA s");
    spark =
        SparkProcess.start(
            Path.of(warehouse.registry()), warehouse.folder(), folder.resolve("spark"));
  }

  @AfterAll
  static void endSpark() {
    if (spark != null) {
      spark.close();
    }
  }

  @Test
  void sparkReadsWhatTheCompatibleProfileMayWrite() {
    requireSameAnswers(
        "s.compatible",
        "compatible",
        "'id', 'n', 'day', 'moment', 'zoned', 'small', 'wide', 'city'",
        "'delta_binary_packed', 'delta_binary_packed', 'delta_binary_packed',"
            + " 'delta_binary_packed', 'delta_binary_packed', 'delta_binary_packed',"
            + " 'delta_binary_packed', 'dictionary'");
  }

  @Test
  void sparkReadsWhatTheModernProfileMayWrite() {
    requireSameAnswers(
        "s.modern",
        "modern",
        "'id', 'n', 'day', 'moment', 'wide', 'real', 'score', 'city', 'data', 'big'," + " 'key'",
        "'byte_stream_split', 'byte_stream_split', 'byte_stream_split', 'byte_stream_split',"
            + " 'byte_stream_split', 'byte_stream_split', 'byte_stream_split', 'delta_byte_array',"
            + " 'delta_length_byte_array', 'delta_byte_array', 'delta_byte_array'");
  }

  @Test
  void sparkRefusesRunsOfBooleansAndSaysWhatToDo() {
    create("s.runs", "modern", "'flag'", "'rle'");
    warehouse.requireClean("s.runs");
    assertThatThrownBy(() -> spark.query("SELECT flag FROM s.runs"))
        .hasMessageContaining("with encoding RLE. Disable vectorized reads");
    String sql = "SELECT count(*) AS n, max(id) AS last FROM s.runs WHERE flag";
    spark.run(
        "ALTER TABLE s.runs SET TBLPROPERTIES ('read.parquet.vectorization.enabled'='false')");
    Answers answers = new Answers(warehouse);
    answers.compare(sql, Answers.rows(CommandRun.parse(spark.query(sql))));
    answers.requireSame();
  }

  private static void requireSameAnswers(
      String table, String profile, String columns, String encodings) {
    create(table, profile, columns, encodings);
    warehouse.requireClean(table);
    Answers answers = new Answers(warehouse);
    for (String question : QUESTIONS) {
      String sql = question.replace("@t", table);
      answers.compare(sql, Answers.rows(CommandRun.parse(spark.query(sql))));
    }
    answers.requireSame();
  }

  private static void create(String table, String profile, String columns, String encodings) {
    warehouse.sql(
        "CREATE TABLE "
            + table
            + COLUMNS
            + " WITH (page_row_limit = 250, verify_on_write = 'values', encoding_profile = '"
            + profile
            + "', column_encodings = MAP(ARRAY["
            + columns
            + "], ARRAY["
            + encodings
            + "])); INSERT INTO "
            + table
            + ROWS);
    String found = warehouse.json("files", table).toString();
    for (String encoding : encodings.replace("'", "").split(", ", -1)) {
      assertThat(found)
          .contains(encoding.equals("dictionary") ? "RLE_DICTIONARY" : upperCase(encoding));
    }
  }

  private static String upperCase(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}

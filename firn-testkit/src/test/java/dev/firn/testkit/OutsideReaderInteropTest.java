package dev.firn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("interop")
final class OutsideReaderInteropTest {
  private static final String WRITE_SAMPLE =
      """
      import sys, datetime, decimal, uuid
      import pyarrow as pa, pyarrow.parquet as pq
      n = 1000
      at = datetime.datetime(1969, 12, 31, 23, 59, 59, 999999)
      rows = pa.table({
          "i": pa.array([None if k % 7 == 0 else k * 2**52 for k in range(n)], pa.int64()),
          "d": pa.array([decimal.Decimal(k) / 100 for k in range(n)], pa.decimal128(38, 2)),
          "f": pa.array([k / 7 for k in range(n)], pa.float64()),
          "s": pa.array(["ü%d" % k for k in range(n)]),
          "b": pa.array([k % 3 == 0 for k in range(n)]),
          "x": pa.array([b"\\xff%d" % k for k in range(n)], pa.binary()),
          "day": pa.array([datetime.date(1969, 1, 1) + datetime.timedelta(k) for k in range(n)]),
          "t": pa.array([k * 86_399_999 for k in range(n)], pa.time64("us")),
          "ts": pa.array([at + datetime.timedelta(days=k) for k in range(n)], pa.timestamp("us")),
          "tz": pa.array([k * 10**12 for k in range(n)], pa.timestamp("us", "UTC")),
          "l": pa.array([[k, None] for k in range(n)], pa.list_(pa.int32())),
      })
      pq.write_table(rows, sys.argv[1])
      """;

  private final PythonEnvironment python = PythonEnvironment.ofCheckout();
  @TempDir Path folder;

  @Test
  void allReadersTellTheSameOfATableThatPyIcebergWrote() throws IOException {
    Path sample = folder.resolve("sample.parquet");
    python.run(Files.writeString(folder.resolve("sample.py"), WRITE_SAMPLE), sample.toString());
    String registry = folder.resolve("registry.db").toString();
    Path warehouse = Files.createDirectories(folder.resolve("warehouse"));
    String written =
        python.run(
            "write_with_pyiceberg.py", registry, warehouse.toString(), "a.b", sample.toString());
    String metadata = valueOf(written, "metadata_location").replace("file://", "");
    String[] options = {"--hash", "--rows", "0,7,999"};

    String expected = facts(python.run(OutsideReader.DUCKDB_PARQUET, with(options, sample + "")));
    assertThat(expected)
        .contains("\"nulls\": 143")
        .contains("1969-12-31T23:59:59.999999")
        .contains("\"hash\": ");
    String throughCatalog =
        python.run(
            OutsideReader.PYICEBERG_SQL_CATALOG,
            with(options, registry, warehouse.toString(), "a.b"));
    assertThat(facts(throughCatalog)).isEqualTo(expected);
    assertThat(valueOf(throughCatalog, "snapshot_id")).isEqualTo(valueOf(written, "snapshot_id"));
    assertThat(facts(python.run(OutsideReader.PYICEBERG_STATIC, with(options, metadata))))
        .isEqualTo(expected);
    assertThat(facts(python.run(OutsideReader.DUCKDB_ICEBERG, with(options, metadata))))
        .isEqualTo(expected);
  }

  @Test
  void showsWhatAFailingScriptSaid() {
    assertThatThrownBy(() -> python.run(OutsideReader.DUCKDB_PARQUET, "/does/not/exist.parquet"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected exit code 0, found 1")
        .hasMessageContaining("No files found that match the pattern");
  }

  private static String[] with(String[] options, String... arguments) {
    String[] all = new String[arguments.length + options.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(options, 0, all, arguments.length, options.length);
    return all;
  }

  /** The part of the output that is about rows. */
  private static String facts(String json) {
    return json.substring(json.indexOf("\"count\""));
  }

  private static String valueOf(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\": \"?([^\",}]+)").matcher(json);
    assertThat(matcher.find()).as(key + " in " + json).isTrue();
    return matcher.group(1);
  }
}

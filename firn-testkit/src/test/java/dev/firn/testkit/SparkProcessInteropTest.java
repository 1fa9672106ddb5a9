package dev.firn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("interop")
final class SparkProcessInteropTest {
  @TempDir Path folder;

  @Test
  void writesATableAnswersAndGoesOnAfterAStatementThatFails() {
    Path registry = folder.resolve("registry.db");
    try (SparkProcess spark = SparkProcess.start(registry, folder, folder.resolve("scratch"))) {
      spark.run(
          "CREATE NAMESPACE a",
          "CREATE TABLE a.b (id bigint, price decimal(9, 2), at timestamp, local timestamp_ntz,"
              + " day date, part float, whole double, bytes binary, place struct<x: int>,"
              + " list array<string>, map map<int, string>) USING iceberg",
          "INSERT INTO a.b VALUES (9223372036854775807, 1.50, timestamp'2020-01-01 00:00:00Z',"
              + " timestamp_ntz'1969-12-31 23:59:59.999999', date'2024-02-29', 1.1,"
              + " double('NaN'), X'6162', named_struct('x', 1), array('a\"\\\\', null),"
              + " map(7, 'v'))");
      assertThatThrownBy(() -> spark.query("SELECT * FROM a.none"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SELECT * FROM a.none")
          .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
      assertThat(spark.query("SELECT * FROM a.b"))
          .isEqualTo(
              "[{\"id\":9223372036854775807,\"price\":1.50,\"at\":\"2020-01-01T00:00:00.000000Z\","
                  + "\"local\":\"1969-12-31T23:59:59.999999\",\"day\":\"2024-02-29\",\"part\":1.1,"
                  + "\"whole\":\"NaN\",\"bytes\":\"YWI=\",\"place\":{\"x\":1},"
                  + "\"list\":[\"a\\\"\\\\\",null],\"map\":{\"7\":\"v\"}}]");
    }
  }
}

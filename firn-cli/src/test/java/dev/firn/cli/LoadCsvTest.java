package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load from CSV promises, seen through the command. */
final class LoadCsvTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void flightsFromCsvAreThoseFromParquet() {
    for (String table : new String[] {"air.a", "air.b"}) {
      warehouse.sql(TestWarehouse.FLIGHTS_TABLE.replace("air.flights", table));
    }
    Path csv = TestWarehouse.flights().resolveSibling("flights.csv");
    assertThat(warehouse.load("air.a", csv).get("rows").asInt()).isEqualTo(20_000);
    warehouse.load("air.b", TestWarehouse.flights());
    String difference = "SELECT * FROM air.a EXCEPT ALL SELECT * FROM air.b";
    assertThat(warehouse.json("query", difference)).isEmpty();
  }

  @Test
  void whatAQueryPrintsAsCsvCanBeLoadedAgain() throws IOException {
    String columns =
        "(n int, b boolean, i int, l bigint, f real, d double, p decimal(38,9), day date,"
            + " t time(6), ts timestamp(6), tz timestamp(6) with time zone, s varchar, u uuid,"
            + " x fixed(3), y varbinary)";
    warehouse.sql("CREATE TABLE t.first " + columns + "; CREATE TABLE t.second " + columns);
    Path first =
        write(
            "first.csv",
            "n,b,i,l,f,d,p,day,t,ts,tz,s,u,x,y",
            "1,true,-1,9223372036854775807,1.5,-0.1,12345678901234567890123456789.123456789,"
                + "2001-01-31,12:30:59.5,2001-01-31T12:30:59.123456,2001-01-31T12:30:59+01:00,"
                + "\"a \"\"quoted\"\", text\nof lines\",f79c3e09-677c-4bbd-a479-3f349cb785e7,"
                + "YWJj,YWI=",
            "2,false,,,NaN,-Infinity,-0.000000001,1969-12-31,00:00,1583-01-01 00:00,"
                + "1969-12-31T23:59:59.999999Z,\"\",,,\"\"",
            "3,,,,,,,,,,,,,,");
    warehouse.load("t.first", first);
    String printed =
        warehouse
            .run("query", "SELECT * FROM t.first ORDER BY n", "--format", "csv")
            .requireDone()
            .out();
    assertThat(warehouse.json("query", "SELECT count(*) AS c FROM t.first WHERE s = ''"))
        .hasToString("[{\"c\":1}]");
    Path second = Files.writeString(folder.resolve("second.csv"), printed);
    warehouse.load("t.second", second);
    String again =
        warehouse
            .run("query", "SELECT * FROM t.second ORDER BY n", "--format", "csv")
            .requireDone()
            .out();
    assertThat(again).isEqualTo(printed);
    assertThat(
            warehouse.json(
                "query",
                "(SELECT * FROM t.first EXCEPT ALL SELECT * FROM t.second) UNION ALL"
                    + " (SELECT * FROM t.second EXCEPT ALL SELECT * FROM t.first)"))
        .isEmpty();
  }

  @Test
  void allThatIsWrongIsNamedWithLineAndRowAndNothingIsWritten() throws IOException {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    warehouse.load("air.flights", TestWarehouse.flights());
    JsonNode before = warehouse.json("snapshots", "air.flights");
    Path bad =
        write(
            "bad.csv",
            "date,delay,distance,origin,destination",
            "2001-01-01T00:00:00,1,2,\"L\nA\",PHL",
            "2001-02-30T00:00:00,1,2,LAS,PHL",
            "2001-01-01T00:00:00,1,2,,PHL",
            "2001-01-01T00:00:00,1,2");
    JsonNode error =
        warehouse
            .run("load", bad + "", "--table", "air.flights", "--format", "json")
            .requireFailed(3)
            .errorJson();
    assertThat(error.get("code").asText()).isEqualTo("DATA_REFUSED");
    assertThat(error.get("total").asInt()).isEqualTo(3);
    assertThat(error.get("violations").findValuesAsText("line")).containsExactly("4", "5", "6");
    assertThat(error.get("violations").findValuesAsText("row")).containsExactly("2", "3", "4");
    assertThat(error.get("violations").findValuesAsText("column"))
        .containsExactly("date", "origin", "");
    assertThat(error.get("violations").findValuesAsText("found"))
        .containsExactly("'2001-02-30T00:00:00'", "null", "3 cells");
    assertThat(warehouse.json("snapshots", "air.flights")).isEqualTo(before);
    warehouse.requireNothingUnreferenced("air.flights");
    String text =
        warehouse.run("load", bad + "", "--table", "air.flights").requireFailed(3).error();
    assertThat(text)
        .contains(bad + ", line 6, row 4: expected 5 cells, found 3 cells")
        .contains("(record: 1, value: 1, null: 1)");
  }

  @Test
  void dialectIsChosenByOptions() throws IOException {
    warehouse.sql("CREATE TABLE t.t (n int, s varchar)");
    Path file = write("x.txt", "1;'a;b'", "2;NA", "-;");
    warehouse
        .run(
            "load",
            file + "",
            "--table",
            "t.t",
            "--input-format",
            "csv",
            "--delimiter",
            ";",
            "--quote",
            "'",
            "--null",
            "NA",
            "--null",
            "-",
            "--no-header")
        .requireDone();
    assertThat(warehouse.json("query", "SELECT n, s FROM t.t ORDER BY n NULLS LAST"))
        .hasToString("[{\"n\":1,\"s\":\"a;b\"},{\"n\":2,\"s\":null},{\"n\":null,\"s\":\"\"}]");
    CommandRun run =
        warehouse.run("load", file + "", "--table", "t.t", "--input-format", "csv", "--quote", "");
    assertThat(run.requireFailed(2).error()).contains("Quote: expected one character");
  }

  @Test
  void headerWithoutRowsIsASnapshotWithoutFiles() throws IOException {
    warehouse.sql("CREATE TABLE t.t (n int, s varchar)");
    JsonNode loaded = warehouse.load("t.t", write("x.csv", "n,s"));
    assertThat(loaded.get("rows").asInt()).isZero();
    assertThat(loaded.get("files").asInt()).isZero();
    assertThat(warehouse.load("t.t", write("y.csv")).get("rows").asInt()).isZero();
    assertThat(warehouse.json("snapshots", "t.t")).hasSize(2);
  }

  @Test
  void controlCharactersOfTheInputDoNotReachTheTerminal() throws IOException {
    warehouse.sql(
        "CREATE TABLE t.n (s varchar) WITH (checks = MAP(ARRAY['short'], ARRAY['length(s) < 3']))");
    Path values = write("values.csv", "s", "\"one\ntwo\u001b[31m\"");
    assertThat(warehouse.run("load", values.toString(), "--table", "t.n").requireFailed(3).error())
        .endsWith(
            "column 's': expected rule 'short': length(s) < 3, found s = 'one\\ntwo\\u001B[31m'\n")
        .doesNotContain("\u001b")
        .hasLineCount(2);
    Path names = write("names.csv", "s,\"a\nb\u009b\"", "1,2");
    assertThat(warehouse.run("load", names.toString(), "--table", "t.n").requireFailed(3).error())
        .contains("column 'a\\nb\\u009B'")
        .hasLineCount(2);
  }

  @Test
  void rulesHoldForTheRecordBehindOneThatIsLeftOut() throws IOException {
    warehouse.sql(
        "CREATE TABLE t.ruled (i int, s varchar) WITH (extra_properties ="
            + " MAP(ARRAY['firn.check.positive'], ARRAY['i > 0']))");
    Path bad = write("bad.csv", "i,s", "x,a,b", "-1,a", "x,a", "-2,\"a", "\" b");
    JsonNode error =
        warehouse
            .run("load", bad + "", "--table", "t.ruled", "--format", "json")
            .requireFailed(3)
            .errorJson();
    assertThat(error.get("violations").findValuesAsText("row")).containsExactly("1", "2", "3", "4");
  }

  @Test
  void whatWasFoundBeforeASourceFailedIsNotLost() throws IOException {
    warehouse.sql("CREATE TABLE t.t (n int, s varchar)");
    Path bad = write("bad.csv", "n,s", "x,a", "1,b");
    Path other = write("other.csv", "n,t", "1,a");
    JsonNode error =
        warehouse
            .run("load", bad + "", other + "", "--table", "t.t", "--format", "json")
            .requireFailed(3)
            .errorJson();
    assertThat(error.get("code").asText()).isEqualTo("DATA_REFUSED");
    assertThat(error.get("total").asInt()).isEqualTo(2);
    assertThat(error.get("violations").findValuesAsText("column")).containsExactly("n", "t");
    assertThat(error.get("message").asText()).contains("Reading ended there: Source '" + other);
  }

  @Test
  void textThatIsNotUtf8AndDamageComeWithTheViolationsBeforeThem() throws IOException {
    warehouse.sql("CREATE TABLE t.t (n int, s varchar)");
    Path latin = folder.resolve("latin.csv");
    Files.writeString(
        latin, "n,s\nx,a\n2,\u00E9\n3,c\n", java.nio.charset.StandardCharsets.ISO_8859_1);
    Path late = write("late.csv", "n,s", "y,a");
    Path damaged = write("z.csv.gz", "no gzip");
    JsonNode error =
        warehouse
            .run("load", latin + "", late + "", damaged + "", "--table", "t.t", "--format", "json")
            .requireFailed(3)
            .errorJson();
    assertThat(error.get("code").asText()).isEqualTo("DATA_REFUSED");
    assertThat(error.get("violations").findValuesAsText("line")).containsExactly("2", "3", "2");
    assertThat(error.get("violations").findValuesAsText("row")).containsExactly("1", "2", "1");
    assertThat(error.get("message").asText()).contains("Reading ended there: Input '" + damaged);
    assertThat(warehouse.run("load", damaged + "", "--table", "t.t").requireFailed(1).error())
        .contains("gzip");
  }

  @Test
  void optionsOfCsvAreRefusedWhereNothingIsCsv() throws IOException {
    warehouse.sql("CREATE TABLE t.t (n int, s varchar)");
    Path json = write("x.ndjson", "{\"n\":1}");
    for (String[] option :
        new String[][] {{"--delimiter", ";"}, {"--quote", "'"}, {"--null", "x"}, {"--no-header"}}) {
      java.util.List<String> arguments =
          new java.util.ArrayList<>(
              java.util.List.of("load", json + "", "--table", "t.t", "--format", "json"));
      arguments.addAll(java.util.List.of(option));
      JsonNode error = warehouse.run(arguments.toArray(String[]::new)).requireFailed(2).errorJson();
      assertThat(error.get("code").asText()).isEqualTo("USAGE");
      assertThat(error.get("message").asText()).contains(option[0]).contains("ndjson");
    }
    Path csv = write("y.csv", "2;x");
    warehouse
        .run("load", json + "", csv + "", "--table", "t.t", "--delimiter", ";", "--no-header")
        .requireDone();
    assertThat(warehouse.json("snapshots", "t.t")).hasSize(1);
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), java.util.List.of(lines));
  }
}

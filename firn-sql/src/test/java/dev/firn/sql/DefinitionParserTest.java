package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import dev.firn.sql.Statement.CreateTable;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionParserTest {
  private final StatementParser parser = new StatementParser();

  @Test
  void readsPartitionsAndSortOrders() {
    CreateTable table =
        createTable(
            """
            CREATE TABLE a.t (d date, "my col" varchar, s row("a.b" int, c timestamp(6)), n bigint)
            WITH (
              partitioning = ARRAY['month(d)', 'bucket("my col", 8)', 'TRUNCATE( n ,10 )', 'D',
                'hour(s.c)', 'void(n)', 'identity(n)', 's."a.b"'],
              sorted_by = ARRAY['d', 'n DESC', '"MY COL" asc NULLS LAST', 's.c desc nulls first',
                'bucket(n, 4) ASC'])
            """);

    assertThat(table.settings().spec().fields().stream().map(Object::toString))
        .containsExactly(
            "1000: d_month: month(1)",
            "1001: my col_bucket_8: bucket[8](2)",
            "1002: n_trunc_10: truncate[10](4)",
            "1003: d: identity(1)",
            "1004: s.c_hour: hour(6)",
            "1005: n_null: void(4)",
            "1006: n: identity(4)",
            "1007: s.a.b: identity(5)");
    assertThat(table.settings().order().fields().stream().map(Object::toString))
        .containsExactly(
            "identity(1) ASC NULLS FIRST",
            "identity(4) DESC NULLS LAST",
            "identity(2) ASC NULLS LAST",
            "identity(6) DESC NULLS FIRST",
            "bucket[4](4) ASC NULLS FIRST");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "months(d) | 1 | expected 'month', found 'months', which is no transform",
        "xyzzy(d) | 1 | expected one of identity, year",
        "month(e) | 7 | Column 'e': expected one of d, n, found no 'e'",
        "month(xyz) | 7 | Column 'xyz': expected one of d, n, found no 'xyz'",
        "month(n) | 7 | Field 'month(n)': expected one of identity, void, bucket, truncate",
        "bucket(n) | 9 | expected ',' and the number of buckets, found ')'",
        "bucket(n, 0) | 11 | expected the number of buckets, from 1 to 999999999, found '0)'",
        "bucket(n, 1x) | 12 | expected ')', found 'x)'",
        "truncate(n, 9999999999) | 13 | expected the width",
        "month(d | 8 | expected ')', found the end",
        "d x | 3 | expected the end, found 'x'",
        "`` | 1 | expected a column, found the end",
        "d. | 3 | expected a column, found the end",
        "\"d | 1 | expected \" to close the name",
        "\"\" | 1 | found an empty name",
        "(d) | 1 | expected a column, found '(d)'",
      })
  void namesThePlaceInsideAField(String field, int character, String message) {
    assertThatThrownBy(
            () ->
                parser.parse(
                    "CREATE TABLE a.t (d date, n bigint) WITH (partitioning = ARRAY[\n  'n', '"
                        + field
                        + "'])"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("SQL, line 2, column " + (8 + character) + ":");
  }

  @Test
  void quotesInsideAFieldCountTwiceInItsPlace() {
    String sql = "SELECT 1; ALTER TABLE a.t SET PROPERTIES partitioning = ARRAY['\"a''b\" x']";
    assertThatThrownBy(() -> parser.parse(sql))
        .hasMessageStartingWith("SQL, line 1, column " + (sql.indexOf(" x'") + 2) + ":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"d NULLS", "d NULLS MIDDLE", "d DESC ASC", "d FIRST", "d desc,"})
  void refusesOtherSortFields(String field) {
    assertThatThrownBy(
            () ->
                parser.parse("CREATE TABLE a.t (d date) WITH (sorted_by = ARRAY['" + field + "'])"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("Field '" + field + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"row(x int)", "array(int)", "map(int, int)", "variant", "geometry"})
  void refusesVoidOverWhatHasNoPlainValues(String type) {
    for (String setting : List.of("partitioning", "sorted_by")) {
      String sql =
          "CREATE TABLE a.t (s "
              + type
              + ") WITH (format_version = 3, "
              + setting
              + " = ARRAY['void(s)'])";
      assertThatThrownBy(() -> parser.parse(sql))
          .isInstanceOf(FirnException.class)
          .hasMessageStartingWith("SQL, line 1, column " + (sql.indexOf("(s)") + 2) + ": ")
          .hasMessageContaining("expected a column of a plain type, found void of ");
    }
  }

  @Test
  void readsColumnSettingsAndChecks() {
    CreateTable table =
        createTable(
            """
            CREATE TABLE a.t (d date, s row("a.b" int)) WITH (
              column_compression_codecs = MAP(ARRAY['D', 's."a.b"'], ARRAY['none', 'ZSTD']),
              column_compression_levels = MAP(ARRAY['s."a.b"'], ARRAY[3]),
              column_encodings = MAP(ARRAY['d', 's."a.b"'], ARRAY['PLAIN', 'delta_binary_packed']),
              column_metrics = MAP(ARRAY['d'], ARRAY['truncate(4)']),
              bloom_filter_columns = ARRAY['d'],
              checks = MAP(ARRAY['positive'], ARRAY['d > DATE ''2000-01-01''']))
            """);

    assertThat(table.settings().properties())
        .isEqualTo(
            Map.of(
                "write.parquet.compression-codec.column.d", "uncompressed",
                "write.parquet.compression-codec.column.s.a.b", "zstd",
                "write.parquet.compression-level.column.s.a.b", "3",
                "firn.encoding.column.d", "plain",
                "firn.encoding.column.s.a.b", "delta_binary_packed",
                "write.metadata.metrics.column.d", "truncate(4)",
                "write.parquet.bloom-filter-enabled.column.d", "true",
                "firn.check.positive", "d > DATE '2000-01-01'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "boolean | true | true",
        "int | -5 | -5",
        "bigint | 9223372036854775807 | 9223372036854775807",
        "real | 0.1 | 0.1",
        "double | 1.5E300 | 1.5E300",
        "decimal(5, 2) | 1.5 | 1.50",
        "varchar | 'it''s' | it's",
        "date | DATE '1969-12-31' | -1",
        "time(6) | TIME '00:00:01.000002' | 1000002",
        "timestamp(6) | TIMESTAMP '1970-01-01 00:00:01.000002' | 1000002",
        "timestamp(9) | TIMESTAMP '1970-01-01 00:00:00.000000002' | 2",
        "timestamp(6) with time zone | TIMESTAMP '1970-01-01 01:00:01 +01:00' | 1000000",
        "timestamp(9) with time zone | TIMESTAMP '1970-01-01 00:00:00 UTC' | 0",
        "uuid | UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' | 12151fd2-7586-11e9-8f9e-2a86e4085a59",
      })
  void readsDefaultsExactly(String type, String literal, String value) {
    CreateTable table =
        createTable(
            "CREATE TABLE a.t (c "
                + type
                + " DEFAULT "
                + literal
                + " NOT NULL) WITH (format_version = 3)");
    Types.NestedField column = table.schema().columns().getFirst();
    assertThat(column.writeDefault()).hasToString(value);
    assertThat(column.initialDefault()).isEqualTo(column.writeDefault());
    assertThat(column.isRequired()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int | 2147483648",
        "int | 1.5",
        "int | '5'",
        "bigint | true",
        "real | 0.10000000001",
        "real | 1E40",
        "double | 0.10000000000000000001",
        "double | 1E400",
        "decimal(5, 2) | 1.505",
        "decimal(5, 2) | 1000",
        "varchar | 5",
        "boolean | 1",
        "date | '2026-01-02'",
        "date | DATE '2026-02-30'",
        "date | TIMESTAMP '2026-01-02 00:00:00'",
        "time(6) | TIME '00:00:00.0000001'",
        "timestamp(6) | TIMESTAMP '2026-01-02 00:00:00 UTC'",
        "timestamp(6) | TIMESTAMP '2026-01-02 00:00:00.0000001'",
        "timestamp(6) with time zone | TIMESTAMP '2026-01-02 00:00:00'",
        "uuid | UUID '1-2-3-4-5'",
        "fixed(2) | X'00'",
        "varbinary | 'x'",
        "row(a int) | 5",
        "array(int) | 5",
        "variant | 5",
        "int | 1 + 1",
        "int | - -5",
        "date | current_date",
      })
  void refusesDefaultsThatAreNotExactlyOfTheirType(String type, String literal) {
    assertThatThrownBy(
            () ->
                parser.parse(
                    "CREATE TABLE a.t (c "
                        + type
                        + " DEFAULT "
                        + literal
                        + ") WITH (format_version = 3)"))
        .isInstanceOf(FirnException.class)
        .hasMessageMatching(
            "SQL, line 1, column (" + (30 + type.length()) + "|" + (32 + type.length()) + "): .*")
        .hasMessageContaining(": expected ");
  }

  @Test
  void refusesDefaultsOfFormat2() {
    assertThatThrownBy(() -> parser.parse("CREATE TABLE a.t (c int DEFAULT 1)"))
        .hasMessage(
            "SQL, line 1, column 19: Column 'c': expected no DEFAULT in format 2, found one. Create"
                + " the table WITH (format_version = 3).");
    assertThat(createTable("CREATE TABLE a.t (c int DEFAULT NULL)").schema().columns()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "checks = MAP(ARRAY['p'], ARRAY['b > 0']) | 5 | Rule 'p' of table 'a.t', line 1, column 1",
        "max_file_size = '1GB', checks = MAP(ARRAY['p'], ARRAY['a >']) | 28 | Rule 'p'",
        "compression_codec = 'gzip', compression_level = 12 | 33 | from 1 to 9, found 12",
        "checks = MAP(ARRAY['p'], ARRAY['b > 0']), compression_level = 99 | 5 | (2 problems)",
        "column_compression_levels = MAP(ARRAY['a'], ARRAY[99]) | 5 | from 1 to 22, found 99",
        "extra_properties = MAP(ARRAY['write.parquet.compression-codec.column.x'], ARRAY['zstd']) | 5 | found 'x'",
        "extra_properties = MAP(ARRAY['k', 'write.parquet.page-size-bytes'], ARRAY['v', 'x']) | 39 | Table property 'write.parquet.page-size-bytes': expected a number of bytes, found 'x'.",
      })
  void refusesSettingsThatCannotBeBeforeAnythingRuns(String settings, int column, String message) {
    assertThatThrownBy(
            () ->
                parser.parse(
                    "CREATE SCHEMA a; CREATE TABLE a.t (a int)\nWITH (\n    " + settings + ")"))
        .isInstanceOf(FirnException.class)
        .hasMessageStartingWith("SQL, line 3, column " + column + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void readsEveryAlteration() {
    List<String> statements =
        parser
            .parse(
                """
                ALTER TABLE a.t ADD COLUMN x int;
                ALTER TABLE IF EXISTS a.t ADD COLUMN IF NOT EXISTS s.y int COMMENT 'c' FIRST;
                ALTER TABLE a.t DROP COLUMN IF EXISTS m.value.y;
                ALTER TABLE a.t RENAME COLUMN s.x TO "y z";
                ALTER TABLE a.t ALTER COLUMN s.x SET DATA TYPE bigint;
                ALTER TABLE a.t ALTER COLUMN s.x DROP NOT NULL;
                ALTER TABLE a.t ALTER COLUMN x SET DEFAULT 5;
                ALTER TABLE a.t ALTER COLUMN x DROP DEFAULT;
                COMMENT ON TABLE a.t IS 'it';
                COMMENT ON COLUMN a.t.s.x IS NULL;
                ALTER TABLE a.t RENAME TO u;
                ALTER TABLE IF EXISTS a.t RENAME TO b.u
                """)
            .stream()
            .map(Object::toString)
            .toList();
    assertThat(statements)
        .satisfiesExactly(
            text -> assertThat(text).contains("AddColumn[parent=Optional.empty"),
            text -> assertThat(text).contains("path=[s]", "First[]", "onExisting=SKIP", "=SKIP]"),
            text -> assertThat(text).contains("DropColumn", "[m, value, y]", "onMissing=SKIP"),
            text -> assertThat(text).contains("RenameColumn", "name=y z"),
            text -> assertThat(text).contains("ChangeType", "type=long"),
            text -> assertThat(text).contains("MakeOptional", "line 6, column 30"),
            text -> assertThat(text).contains("SetDefault", "Numeric[value=5]"),
            text -> assertThat(text).contains("SetDefault", "value=Optional.empty"),
            text -> assertThat(text).contains("SetTableComment[comment=Optional[it]]"),
            text -> assertThat(text).contains("SetColumnComment", "comment=Optional.empty"),
            text -> assertThat(text).contains("to=a.u", "onMissing=FAIL"),
            text -> assertThat(text).contains("to=b.u", "onMissing=SKIP"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE a.t ALTER COLUMN x DROP NOT NULL -- why | MakeOptional",
        "ALTER TABLE a.t DROP COLUMN x -- not DROP NOT NULL | DropColumn",
        "ALTER TABLE a.t DROP COLUMN x -- not SET NOT NULL | DropColumn",
      })
  void wordsInCommentsMeanNothing(String sql, String edit) {
    assertThat(parser.parse(sql).getFirst().toString()).contains(edit);
  }

  @Test
  void readsSettingsOfExistingTables() {
    assertThat(
            parser
                .parse(
                    "ALTER TABLE a.t SET PROPERTIES compression_codec = DEFAULT, partitioning ="
                        + " DEFAULT, format_version = 3, checks = DEFAULT, column_metrics = DEFAULT,"
                        + " extra_properties = MAP(ARRAY['a', 'b'], ARRAY['1', NULL])")
                .getFirst()
                .toString())
        .containsSubsequence(
            "SetFormatVersion[version=3",
            "removed=[write.parquet.compression-codec]",
            "SetPartitioning[terms=[]",
            "removedPrefixes=[firn.check.]",
            "removedPrefixes=[write.metadata.metrics.column.]",
            "values={a=1}, removed=[b]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ALTER TABLE a.t SET PROPERTIES location = 'x' | only when a table is created",
        "ALTER TABLE a.t SET PROPERTIES format_version = DEFAULT | expected a value",
        "ALTER TABLE a.t SET PROPERTIES xyzzy = DEFAULT | an unknown name",
        "COMMENT ON COLUMN a.c IS 'x' | expected schema.table.column",
        "ALTER TABLE t ADD COLUMN x int | expected schema.table, found 't'",
        "ALTER TABLE a.t DROP NOT NULL | Statement: expected",
        "ALTER TABLE a.t ADD COLUMN x smallint | expected integer",
        "SHOW TABLES FROM a.b | expected one name",
        "SHOW TABLES LIKE 'a' ESCAPE 'xy' | expected one character",
      })
  void refusesAlterationsAtTheirPlace(String sql, String message) {
    assertThatThrownBy(() -> parser.parse(sql))
        .isInstanceOf(FirnException.class)
        .hasMessageStartingWith("SQL, line 1, column ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW SCHEMAS LIKE 'a%'",
        "SHOW TABLES FROM a",
        "SHOW TABLES IN a LIKE 'x'",
        "SHOW TABLES",
        "SHOW CREATE TABLE a.t",
        "DESCRIBE a.t",
        "DESC a.t",
        "SHOW COLUMNS FROM a.t",
        "describe \"a\".t"
      })
  void readsWhatShowsTheCatalog(String sql) {
    assertThat(parser.parse(sql).getFirst().getClass().getSimpleName())
        .matches("Show(Schemas|Tables|CreateTable)|DescribeTable");
  }

  @Test
  void namesMatchPatternsWithoutCase() {
    NamePattern like =
        NamePattern.of(
            new SqlPosition(1, 1), java.util.Optional.of("A_c\\%%"), java.util.Optional.of("\\"));
    assertThat(like.matches("abC%.d")).isTrue();
    assertThat(like.matches("abcd")).isFalse();
  }

  private CreateTable createTable(String sql) {
    List<Statement> statements = parser.parse(sql);
    assertThat(statements).hasSize(1);
    return (CreateTable) statements.getFirst();
  }
}

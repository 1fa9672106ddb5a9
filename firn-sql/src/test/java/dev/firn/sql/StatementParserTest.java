package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.catalog.OnExisting;
import dev.firn.engine.catalog.OnMissing;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.Statement.CreateSchema;
import dev.firn.sql.Statement.CreateTable;
import dev.firn.sql.Statement.DropTable;
import dev.firn.sql.Statement.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {
  private final StatementParser parser = new StatementParser();

  @Test
  void readsSeveralStatementsInOrder() {
    assertThat(parser.parse("create schema Air; DROP TABLE IF EXISTS Air.\"my t\";\nFROM air.t"))
        .containsExactly(
            new CreateSchema(new SqlPosition(1, 15), Namespace.of("Air"), OnExisting.FAIL),
            new DropTable(
                new SqlPosition(1, 41), TableIdentifier.of("Air", "my t"), OnMissing.SKIP),
            new Query(new SqlPosition(2, 1), "FROM air.t"));
  }

  @Test
  void knowsWhatToSkip() {
    assertThat(parser.parse("CREATE SCHEMA IF NOT EXISTS a; DROP TABLE a.t"))
        .containsExactly(
            new CreateSchema(new SqlPosition(1, 29), Namespace.of("a"), OnExisting.SKIP),
            new DropTable(new SqlPosition(1, 43), TableIdentifier.of("a", "t"), OnMissing.FAIL));
    assertThat(createTable("CREATE TABLE IF NOT EXISTS a.t (x int)").onExisting())
        .isEqualTo(OnExisting.SKIP);
  }

  @Test
  void readsATableWithColumnsCommentsAndSettings() {
    CreateTable table =
        createTable(
            """
            CREATE TABLE air.Flights (
              Id bigint NOT NULL COMMENT 'the key',
              "Von wo" varchar
            ) COMMENT 'all of them' WITH (compression_codec = 'none', location = 'x/y')
            """);

    assertThat(table.name()).isEqualTo(TableIdentifier.of("air", "Flights"));
    assertThat(table.comment()).isEqualTo(Optional.of("all of them"));
    assertThat(table.onExisting()).isEqualTo(OnExisting.FAIL);
    assertThat(table.settings().formatVersion()).isEqualTo(2);
    assertThat(table.settings().location()).isEqualTo(Optional.of("x/y"));
    assertThat(table.settings().properties())
        .isEqualTo(Map.of("write.parquet.compression-codec", "uncompressed"));
    assertThat(table.schema())
        .matches(
            new Schema(
                    Types.NestedField.required(1, "Id", Types.LongType.get(), "the key"),
                    Types.NestedField.optional(2, "Von wo", Types.StringType.get()))
                ::sameSchema);
  }

  static Stream<Arguments> typesByName() {
    return Stream.of(
        Arguments.of("boolean", Types.BooleanType.get()),
        Arguments.of("integer", Types.IntegerType.get()),
        Arguments.of("INT", Types.IntegerType.get()),
        Arguments.of("bigint", Types.LongType.get()),
        Arguments.of("real", Types.FloatType.get()),
        Arguments.of("double", Types.DoubleType.get()),
        Arguments.of("double precision", Types.DoubleType.get()),
        Arguments.of("decimal(9, 2)", Types.DecimalType.of(9, 2)),
        Arguments.of("decimal(9)", Types.DecimalType.of(9, 0)),
        Arguments.of("decimal", Types.DecimalType.of(38, 0)),
        Arguments.of("date", Types.DateType.get()),
        Arguments.of("time(6)", Types.TimeType.get()),
        Arguments.of("time", Types.TimeType.get()),
        Arguments.of("timestamp", Types.TimestampType.withoutZone()),
        Arguments.of("timestamp(6)", Types.TimestampType.withoutZone()),
        Arguments.of("timestamp(6) with time zone", Types.TimestampType.withZone()),
        Arguments.of("timestamp(6) without time zone", Types.TimestampType.withoutZone()),
        Arguments.of("timestamp(9)", Types.TimestampNanoType.withoutZone()),
        Arguments.of("timestamp(9) with time zone", Types.TimestampNanoType.withZone()),
        Arguments.of("varchar", Types.StringType.get()),
        Arguments.of("varbinary", Types.BinaryType.get()),
        Arguments.of("uuid", Types.UUIDType.get()),
        Arguments.of("fixed(16)", Types.FixedType.ofLength(16)),
        Arguments.of("variant", Types.VariantType.get()),
        Arguments.of("geometry", Types.GeometryType.crs84()),
        Arguments.of("geography", Types.GeographyType.crs84()),
        Arguments.of("array(int)", Types.ListType.ofOptional(2, Types.IntegerType.get())),
        Arguments.of(
            "map(varchar, bigint)",
            Types.MapType.ofOptional(2, 3, Types.StringType.get(), Types.LongType.get())),
        Arguments.of(
            "row(A int, b array(row(c date)))",
            Types.StructType.of(
                Types.NestedField.optional(2, "A", Types.IntegerType.get()),
                Types.NestedField.optional(
                    3,
                    "b",
                    Types.ListType.ofOptional(
                        4,
                        Types.StructType.of(
                            Types.NestedField.optional(5, "c", Types.DateType.get())))))));
  }

  @ParameterizedTest
  @MethodSource("typesByName")
  void readsEveryTypeOfIceberg(String name, Type type) {
    String sql = "CREATE TABLE a.t (c " + name + ") WITH (format_version = 3)";

    assertThat(createTable(sql).schema().columns().getFirst().type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smallint | expected integer, found 'smallint'",
        "tinyint | expected integer",
        "varchar(10) | expected varchar, found 'varchar(10)'. Iceberg keeps no length.",
        "char(3) | expected varchar",
        "json | expected varchar",
        "string | expected varchar",
        "biginnt | expected bigint",
        "xyzzy | expected one of array, bigint, boolean",
        "time(3) | expected time(6)",
        "time(6) with time zone | expected time(6)",
        "timestamp(3) | expected timestamp(6) or timestamp(9)",
        "timestamp(0) with time zone | expected timestamp(6) with time zone or",
        "timestamp(9) | expected a type of format 2",
        "variant | Create the table WITH (format_version = 3).",
        "decimal(39, 0) | expected decimal(p, s) with s ≤ p ≤ 38",
        "decimal(3, 4) | expected decimal(p, s)",
        "decimal(99999999999) | expected a small number between the brackets",
        "fixed | expected fixed(n) with n bytes",
        "fixed(0) | expected fixed(n) with n bytes",
        "array(smallint) | Type of column 'c.element': expected integer",
        "map(varchar) | expected map(type, type)",
        "array(int, int) | expected array(type)",
        "row(int) | expected a name for each field",
        "row(a int, A int) | expected a name that no other has, with or without case",
        "interval day to second | expected one of array",
      })
  void refusesOtherTypesWithTheNearestOne(String type, String message) {
    assertThatThrownBy(() -> parser.parse("CREATE TABLE a.t (c " + type + ")"))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX))
        .hasMessageContaining(message);
  }

  @Test
  void refusesArgumentsOfTypesThatHaveNone() {
    assertSyntax(
        "CREATE TABLE a.t (c variant(3)) WITH (format_version = 3)", "expected variant, found");
  }

  @Test
  void namesThePlaceOfAType() {
    assertSyntax(
        "SELECT 1;\n  CREATE TABLE a.t (\n    c smallint)",
        "SQL, line 3, column 7: Type of column 'c': expected integer, found 'smallint'.");
  }

  @Test
  void namesThePlaceOfAMistake() {
    assertSyntax(
        "SELECT 1; CREATE TABLE a.t (c int NUL)", "SQL, line 1, column 35: Statement: expected");
    assertSyntax("DROP TABLE", "found the end.");
    assertSyntax("CREATE TABLE a.t (c int 'x\n);\n", "to close a string");
    assertSyntax("CREATE TABLE a.t (c §)", "SQL, line 1, column 21");
  }

  @Test
  void codecsGetIcebergsWords() {
    CreateTable table =
        createTable(
            "CREATE TABLE a.t (c int, d int, e int) WITH (compression_codec = 'Brotli',"
                + " column_compression_codecs ="
                + " MAP(ARRAY['c', 'd', 'e'], ARRAY['lz4', 'LZ4_RAW', 'none']))");

    assertThat(table.settings().properties())
        .isEqualTo(
            Map.of(
                "write.parquet.compression-codec", "brotli",
                "write.parquet.compression-codec.column.c", "lz4_raw",
                "write.parquet.compression-codec.column.d", "lz4_raw",
                "write.parquet.compression-codec.column.e", "uncompressed"));
  }

  @Test
  void readsFirstClassSettingsAndExtraOnes() {
    CreateTable table =
        createTable(
            "CREATE TABLE a.t (c int) WITH (format = 'PARQUET', FORMAT_VERSION = 3,"
                + " compression_codec = 'ZSTD', compression_level = 3,"
                + " target_file_size_bytes = 1000, row_group_size_bytes = 100,"
                + " page_size_bytes = 10, max_file_size = '50GB', rotation_timeout = '5m',"
                + " commit_interval = '10s', encoding_profile = 'modern',"
                + " verify_on_write = 'pages', partition_statistics = TRUE, partitioning = ARRAY[], sorted_by = ARRAY[],"
                + " location = DEFAULT,"
                + " extra_properties = MAP(ARRAY['a.b', 'n', 'o'], ARRAY['c', 1, true]))");

    assertThat(table.settings().formatVersion()).isEqualTo(3);
    assertThat(table.settings().location()).isEmpty();
    assertThat(table.settings().properties())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("write.parquet.compression-codec", "zstd"),
                Map.entry("write.parquet.compression-level", "3"),
                Map.entry("write.target-file-size-bytes", "1000"),
                Map.entry("write.parquet.row-group-size-bytes", "100"),
                Map.entry("write.parquet.page-size-bytes", "10"),
                Map.entry("firn.max-file-size", "50GB"),
                Map.entry("firn.rotation-timeout", "5m"),
                Map.entry("firn.commit-interval", "10s"),
                Map.entry("firn.encoding-profile", "modern"),
                Map.entry("firn.verify-on-write", "pages"),
                Map.entry("firn.partition-statistics.enabled", "true"),
                Map.entry("a.b", "c"),
                Map.entry("n", "1"),
                Map.entry("o", "true")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "compression_code = 'zstd' | expected 'compression_codec', found an unknown name",
        "xyzzy = 1 | expected one of bloom_filter_columns, checks",
        "compression_codec = 'lzo' | expected zstd, snappy, gzip, brotli, lz4_raw or none",
        "compression_level = 'high' | expected a whole number, found 'high'",
        "target_file_size_bytes = 0 | expected a number of bytes",
        "max_file_size = '50 apples' | expected a size from 4096 bytes to 50GB, found '50 apples'",
        "max_file_size = '51GB' | expected a size from 4096 bytes to 50GB, found '51GB'",
        "max_file_size = '100TB' | expected a size from 4096 bytes to 50GB",
        "max_file_size = '4095' | expected a size from 4096 bytes to 50GB",
        "rotation_timeout = 5 | expected a duration as '5m'",
        "encoding_profile = 'best' | expected compatible or modern",
        "verify_on_write = 'never' | expected footer, pages or values",
        "partition_statistics = 'yes' | expected true or false",
        "format = 'ORC' | expected 'PARQUET', found 'ORC'",
        "format_version = 1 | expected 2 or 3, found '1'",
        "location = ARRAY['x'] | expected a string, a number or a truth value",
        "location = 'x', location = 'y' | expected each property once",
        "extra_properties = 'x' | expected MAP(ARRAY['key', …]",
        "extra_properties = MAP(ARRAY['a'], ARRAY[]) | expected MAP(ARRAY['key', …]",
        "extra_properties = MAP(ARRAY['a', 'a'], ARRAY['b', 'c']) | expected 'a' once",
        "extra_properties = MAP(ARRAY['format-version'], ARRAY['3']) | by its own name",
        "extra_properties = MAP(ARRAY['firn.log.x'], ARRAY['3']) | a record that Iceberg or Firn keeps",
        "extra_properties = MAP(ARRAY['firn.max-file-zize'], ARRAY['3']) | 'firn.max-file-size'",
        "extra_properties = MAP(ARRAY['firn.max-file-size'], ARRAY['3x']) | a size from 4096 bytes",
        "extra_properties = MAP(ARRAY['firn.on-violation'], ARRAY['x']) | comes with a later version",
        "on_violation = 'reject' | comes with a later version",
        "checks = MAP(ARRAY['a b'], ARRAY['c > 0']) | another name",
        "checks = MAP(ARRAY['a'], ARRAY[' ']) | no expression",
        "column_compression_codecs = MAP(ARRAY['d'], ARRAY['zstd']) | Column 'd': expected 'c', found no 'd'",
        "column_compression_codecs = MAP(ARRAY['c'], ARRAY['lzo']) | expected zstd, snappy, gzip, brotli, lz4_raw or none",
        "column_encodings = MAP(ARRAY['c'], ARRAY['fast']) | expected one of plain, dictionary, delta_binary_packed",
        "column_encodings = MAP(ARRAY['d'], ARRAY['plain']) | Column 'd': expected 'c', found no 'd'",
        "column_encodings = MAP(ARRAY['c'], ARRAY['rle']) | an encoding that int columns have, plain, delta_binary_packed, dictionary, byte_stream_split, found 'rle'",
        "extra_properties = MAP(ARRAY['firn.encoding.column.c'], ARRAY['fast']) | found 'fast'",
        "extra_properties = MAP(ARRAY['firn.encoding.column.d'], ARRAY['plain']) | found 'd', which the table does not have",
        "column_metrics = MAP(ARRAY['c'], ARRAY['all']) | expected none, counts, full or truncate(n)",
        "bloom_filter_columns = ARRAY['x.y'] | Column 'x.y'",
        "partitioning = 'c' | expected ARRAY['…', …]",
        "partitioning = ARRAY[1] | expected a string",
      })
  void refusesOtherSettings(String setting, String message) {
    assertThatThrownBy(() -> parser.parse("CREATE TABLE a.t (c int) WITH (" + setting + ")"))
        .isInstanceOf(FirnException.class)
        .hasMessageStartingWith("SQL, line 1, column ")
        .hasMessageContaining(message);
  }

  @Test
  void namesThePlaceOfASetting() {
    assertSyntax(
        "CREATE TABLE a.t (c int)\nWITH (compression_code = 'zstd')",
        "SQL, line 2, column 7: Property 'compression_code'");
  }

  @Test
  void refusesColumnsThatDifferOnlyByCase() {
    assertSyntax(
        "CREATE TABLE a.t (c int, C int)",
        "Column 'C': expected a name that no other has, with or without case, found 'c' before it.");
  }

  @Test
  void refusesNamesOfTheWrongDepth() {
    assertSyntax("CREATE TABLE t (c int)", "Table name: expected schema.table, found 't'.");
    assertSyntax("DROP TABLE a.b.t", "expected schema.table, found 'a.b.t'.");
    assertSyntax("CREATE SCHEMA a.b", "expected one name, found 'a.b'.");
    assertSyntax("CREATE TABLE a.t (c.d int)", "Column name: expected one name, found 'c.d'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE a.t SET c = 1 | UPDATE",
        "DELETE FROM a.t | DELETE",
        "MERGE INTO a.t USING b ON true | MERGE",
        "TRUNCATE TABLE a.t | TRUNCATE",
        "COPY a.t FROM 'x' | COPY",
        "ALTER VIEW a.t RENAME TO a.u | It alters tables.",
        "ALTER TABLE a.t EXECUTE optimize | TableExecute",
        "ALTER TABLE a.t ALTER COLUMN b SET NOT NULL | existing rows may hold nulls",
        "COMMENT ON VIEW a.v IS 'x' | COMMENT ON VIEW",
        "DROP SCHEMA a CASCADE | expected RESTRICT",
        "SHOW CREATE SCHEMA a | expected a table",
        "SHOW FUNCTIONS | ShowFunctions",
        "CREATE VIEW a.v AS SELECT 1 | CREATE VIEW",
        "CREATE OR REPLACE TABLE a.t (c int) | CREATE OR REPLACE",
        "/* x */ DROP -- y | DROP",
        "CREATE TABLE a.t AS SELECT 1 | CREATE TABLE AS",
        "CREATE TABLE a.t (c int WITH (x = 1)) | expected no WITH",
        "CREATE TABLE a.t (LIKE a.b) | found LIKE",
        "CREATE SCHEMA a WITH (x = 1) | CREATE SCHEMA with properties",
        "EXPLAIN SELECT 1 | EXPLAIN",
        "ATTACH 'x.db' | ATTACH",
      })
  void refusesWhatItDoesNotDo(String sql, String message) {
    assertUnsupported(sql, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "VALUES (1)",
        "FROM a.t",
        "(SELECT 1)",
        "/* create */ SUMMARIZE a.t",
        "SELECT * FROM a.t AT (VERSION => 12)",
        "TABLE a.t",
        "PIVOT a.t ON x",
        "unpivot a.t ON x INTO NAME n VALUE v",
        "DESCRIBE SELECT 1",
      })
  void givesQueriesOnAsTheyAre(String sql) {
    String text = sql.startsWith("/*") ? "SUMMARIZE a.t" : sql;
    assertThat(parser.parse(sql)).hasSize(1);
    assertThat(parser.parse(sql).getFirst())
        .isInstanceOfSatisfying(Query.class, query -> assertThat(query.text()).isEqualTo(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`SELECT 1;\n  SELEC 1` | line 2, column 3: Statement: expected 'SELECT', found 'SELEC'.",
        "DROP TABLE a.t; CREAT TABLE a.b (c int) | column 17: Statement: expected 'CREATE'",
        "DESCRIB a.b | expected 'DESCRIBE', found 'DESCRIB'",
        "ALTR TABLE a.b DROP COLUMN c | expected 'ALTER'",
        "summarise a.b | expected 'SUMMARIZE'",
        "xyzzy 1 | expected one of SELECT, WITH, FROM",
        "= 1 | found '='",
      })
  void refusesWhatBeginsAsNoStatementDoes(String sql, String message) {
    assertSyntax(sql, message);
  }

  @Test
  void readsNothingIfTheLastStatementIsWrong() {
    assertSyntax("CREATE SCHEMA a; CREATE TABLE a.t (c smallint)", "expected integer");
  }

  private CreateTable createTable(String sql) {
    List<Statement> statements = parser.parse(sql);
    assertThat(statements).hasSize(1);
    return (CreateTable) statements.getFirst();
  }

  private void assertSyntax(String sql, String message) {
    assertRefused(sql, ErrorCode.SYNTAX, message);
  }

  private void assertUnsupported(String sql, String message) {
    assertRefused(sql, ErrorCode.UNSUPPORTED, message);
  }

  private void assertRefused(String sql, ErrorCode code, String message) {
    assertThatThrownBy(() -> parser.parse(sql))
        .isInstanceOfSatisfying(FirnException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}

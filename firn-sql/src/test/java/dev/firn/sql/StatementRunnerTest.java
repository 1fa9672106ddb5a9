package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.StatementRunner.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementRunnerTest {
  private static final String CREATE =
      "CREATE TABLE shop.orders (id int NOT NULL, Price decimal(9, 2) COMMENT 'in EUR', day date,"
          + " address row(zip varchar, city varchar), items array(row(sku varchar, n real)))"
          + " COMMENT 'all' WITH (partitioning = ARRAY['month(day)'], sorted_by = ARRAY['id DESC'],"
          + " column_compression_codecs = MAP(ARRAY['address.zip'], ARRAY['snappy']),"
          + " encoding_profile = 'modern',"
          + " column_encodings = MAP(ARRAY['address.zip', 'address.city'], ARRAY['plain', 'dictionary']))";

  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    firn = Firn.open(FirnConfig.of(folder));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void alteredTableIsAsTheStatementsSay() {
    assertThat(
            run(
                CREATE
                    + "; ALTER TABLE shop.ORDERS ADD COLUMN address.street varchar COMMENT 's' FIRST;"
                    + " ALTER TABLE shop.orders ADD COLUMN items.element.p bigint;"
                    + " ALTER TABLE shop.orders RENAME COLUMN address TO place;"
                    + " ALTER TABLE shop.orders DROP COLUMN place.city;"
                    + " ALTER TABLE shop.orders ALTER COLUMN items.element.n SET DATA TYPE double;"
                    + " ALTER TABLE shop.orders ALTER COLUMN id DROP NOT NULL;"
                    + " COMMENT ON COLUMN shop.orders.price IS NULL;"
                    + " COMMENT ON TABLE shop.orders IS 'some';"
                    + " ALTER TABLE shop.orders SET PROPERTIES format_version = 3,"
                    + " partitioning = ARRAY['bucket(id, 4)'], sorted_by = DEFAULT,"
                    + " max_file_size = '1GB'"))
        .endsWith("Altered table shop.orders.");

    TableMetadata metadata = firn.table("shop.orders").metadata();
    assertThat(text("SHOW CREATE TABLE shop.orders"))
        .isEqualTo(
            """
            -- Not in this statement: comment of place.street, s
            CREATE TABLE shop.orders (
              id integer,
              Price decimal(9, 2),
              day date,
              place row(street varchar, zip varchar),
              items array(row(sku varchar, n double, p bigint))
            )
            COMMENT 'some'
            WITH (
              format_version = 3,
              partitioning = ARRAY['bucket(id, 4)'],
              compression_codec = 'zstd',
              max_file_size = '1GB',
              encoding_profile = 'modern',
              column_compression_codecs = MAP(ARRAY['place.zip'], ARRAY['snappy']),
              column_encodings = MAP(ARRAY['place.zip'], ARRAY['plain'])
            )""");
    assertThat(metadata.specs()).hasSize(2);
  }

  @Test
  void addsRequiredColumnsWithADefault() {
    run(CREATE + "; ALTER TABLE shop.orders SET PROPERTIES format_version = 3");
    run("ALTER TABLE shop.orders ADD COLUMN state varchar DEFAULT 'new' NOT NULL");
    Types.NestedField state = firn.table("shop.orders").metadata().schema().findField("state");
    assertThat(state.isRequired()).isTrue();
    assertThat(state.initialDefault()).isEqualTo("new");
    run("ALTER TABLE shop.orders ALTER COLUMN state SET DEFAULT 'old'");
    assertThat(text("SHOW CREATE TABLE shop.orders"))
        .contains(
            "-- Not in this statement: state of rows from before it was added, new",
            "state varchar DEFAULT 'old' NOT NULL");
    assertThat(listing("DESCRIBE shop.orders").rows().getLast())
        .containsExactly("state", "varchar", "not null, default 'old'", "");
  }

  @Test
  void showsSchemasTablesAndColumns() {
    run(CREATE + "; CREATE SCHEMA air; CREATE TABLE shop.items (x bigint)");
    assertThat(listing("SHOW SCHEMAS").rows()).containsExactly(List.of("air"), List.of("shop"));
    assertThat(listing("SHOW SCHEMAS LIKE 'A%'").rows()).containsExactly(List.of("air"));
    assertThat(listing("SHOW TABLES FROM SHOP").rows())
        .containsExactly(List.of("items"), List.of("orders"));
    assertThat(listing("SHOW TABLES LIKE 'ord%'").rows())
        .containsExactly(List.of("shop", "orders"));
    assertThat(listing("DESCRIBE shop.orders").columns())
        .containsExactly("column", "type", "extra", "comment");
    assertThat(listing("SHOW COLUMNS FROM shop.orders LIKE '%i_e'").rows())
        .containsExactly(List.of("Price", "decimal(9, 2)", "", "in EUR"));
    assertThat(listing("SHOW CREATE TABLE shop.items").columns()).containsExactly("create_table");
  }

  @Test
  void saysWhereThereIsNothingToDo() {
    run(CREATE);
    assertThat(
            run(
                "CREATE SCHEMA IF NOT EXISTS shop; "
                    + CREATE.replace("TABLE", "TABLE IF NOT EXISTS")))
        .endsWith("Table shop.orders exists; nothing to do.");
    assertThat(run("ALTER TABLE shop.orders DROP COLUMN IF EXISTS xyzzy"))
        .endsWith("Table shop.orders is so; nothing to do.");
    assertThat(run("ALTER TABLE IF EXISTS shop.xyzzy DROP COLUMN x"))
        .endsWith("does not exist; nothing to do.");
    assertThat(run("ALTER TABLE IF EXISTS shop.xyzzy RENAME TO y"))
        .endsWith("does not exist; nothing to do.");
    assertThat(run("DROP TABLE IF EXISTS shop.xyzzy; DROP SCHEMA IF EXISTS xyzzy"))
        .endsWith("Schema xyzzy does not exist; nothing to do.");
  }

  @Test
  void renamesTablesWithinAndAcrossSchemas() {
    run(CREATE + "; CREATE SCHEMA old; ALTER TABLE shop.orders RENAME TO sales");
    assertThat(run("ALTER TABLE shop.sales RENAME TO old.sales"))
        .isEqualTo("Renamed table shop.sales to old.sales.");
    assertThat(run("DROP SCHEMA shop")).isEqualTo("Dropped schema shop.");
    assertThat(listing("SHOW TABLES").rows()).containsExactly(List.of("old", "sales"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ALTER TABLE shop.orders DROP COLUMN pryce | 37 | Column 'pryce': expected 'Price'",
        "ALTER TABLE shop.orders DROP COLUMN day | 37 | found partition field 'day_month'",
        "ALTER TABLE shop.orders DROP COLUMN id | 37 | in the table's sort order",
        "ALTER TABLE shop.orders ADD COLUMN ID int | 36 | found column 'id'",
        "ALTER TABLE shop.orders ADD COLUMN x timestamp(9) | 36 | a type of format 2",
        "ALTER TABLE shop.orders ADD COLUMN x int DEFAULT 5 | 36 | format_version = 3 first",
        "ALTER TABLE shop.orders ADD COLUMN x int NOT NULL | 36 | existing rows get",
        "ALTER TABLE shop.orders ADD COLUMN x int AFTER y | 36 | Column 'y'",
        "ALTER TABLE shop.orders ALTER COLUMN id SET DATA TYPE varchar | 38 | only become wider",
        "ALTER TABLE shop.orders SET PROPERTIES format_version = 2, partitioning = ARRAY['prise'] | 82 | 'Price'",
        "ALTER TABLE shop.orders SET PROPERTIES extra_properties = MAP(ARRAY['write.parquet.compression-codec.column.x'], ARRAY['zstd']) | 40 | found 'x', which",
        "ALTER TABLE shop.ordrs DROP COLUMN x | 13 | Table 'shop.ordrs': expected to exist, found no table of that name. The nearest is 'shop.orders'.",
        "ALTER TABLE shop.orders RENAME TO shup.x | 35 | The nearest is 'shop'",
        "ALTER TABLE shop.orders RENAME TO other | 35 | found table 'shop.other'",
        "DROP SCHEMA shop | 13 | found tables in it",
        "DROP SCHEMA xyzzy | 13 | found none of that name. SHOW SCHEMAS lists them.",
        "CREATE SCHEMA shop | 15 | expected the name to be free",
        "SHOW TABLES FROM shup | 18 | expected 'shop'",
        "DESCRIBE shop.xyzzy | 10 | expected to exist",
        "CREATE TABLE shop.\"b/c\" (x int) | 14 | Table name 'b/c': expected letters",
        "CREATE TABLE log.x (x int) | 14 | Namespace 'log': expected another name",
        "CREATE TABLE shop.y (x int) WITH (location = 's3://b') | 14 | local location",
        "CREATE TABLE shop.y (x int) WITH (location = '/') | 14 | holds the whole warehouse",
        "CREATE TABLE shop.other (x int) | 14 | or say CREATE TABLE IF NOT EXISTS.",
        "ALTER TABLE shop.orders RENAME TO other | 35 | 'shop.other'. Choose another name.",
        "ALTER TABLE shop.orders SET PROPERTIES checks = MAP(ARRAY['p'], ARRAY['prise > 0']) | 40 | property 'firn.check.p'.",
        "ALTER TABLE shop.orders SET PROPERTIES compression_codec = 'gzip', compression_level = 12 | 68 | from 1 to 9, found 12",
        "ALTER TABLE shop.ruled DROP COLUMN x | 36 | no rule reads",
        "ALTER TABLE shup.orders RENAME TO x | 13 | The nearest is 'shop.orders'.",
        "SHOW CREATE TABLE shop.ordrs | 19 | The nearest is 'shop.orders'.",
      })
  void refusesAtTheirPlaceWhatTheTableDoesNotAllow(String sql, int column, String message) {
    run(
        CREATE
            + "; CREATE TABLE shop.other (x int); CREATE TABLE shop.ruled (x int, y int)"
            + " WITH (checks = MAP(ARRAY['p'], ARRAY['x > 0']))");
    assertThatThrownBy(() -> run(sql))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("SQL, line 1, column " + column + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`DROP TABLE a.t;\n SELECT 1,\n 'é', 1 2` | line 3, column 9: Query: expected SQL | SYNTAX",
        "DROP TABLE a.t; SELECT 1 + | line 1, column 2 | SYNTAX",
        "DROP TABLE a.t; FROM a.t; SELECT * FROM a.t WHERE ORDER | column 51: Query | SYNTAX",
        "DROP TABLE a.t; WITH x AS (DELETE FROM a.t RETURNING *) FROM x | column 17: Query | UNSUPPORTED",
        "DROP TABLE a.t; INSERT INTO a.u SELECT 1 + | line 1, column 4 | SYNTAX",
      })
  void scriptWithAQueryThatCannotBeParsedIsRefusedAsAWhole(
      String sql, String message, ErrorCode code) {
    List<Statement> script = new StatementParser().parse(sql);
    assertThatThrownBy(() -> new StatementRunner(firn).requireQueries(script))
        .isInstanceOfSatisfying(FirnException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith("SQL, line ")
        .hasMessageContaining(message);
  }

  @Test
  void parsesQueriesOfTablesThatTheScriptWillMake() {
    List<Statement> script = new StatementParser().parse(CREATE + "; FROM shop.orders; SELECT 1");
    new StatementRunner(firn).requireQueries(script);
    assertThat(firn.catalog().list()).isEmpty();
  }

  @Test
  void formatDoesNotGoDown() {
    run(CREATE + "; ALTER TABLE shop.orders SET PROPERTIES format_version = 3");
    assertThatThrownBy(() -> run("ALTER TABLE shop.orders SET PROPERTIES format_version = 2"))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "SQL, line 1, column 40: Format version of table 'shop.orders': expected 3, which it"
                + " has, found 2. Iceberg's format only ever goes up.");
  }

  /** The note of the last statement. */
  private String run(String script) {
    String note = "";
    for (Statement statement : new StatementParser().parse(script)) {
      if (new StatementRunner(firn).run(statement) instanceof Outcome.Defined(String text)) {
        note = text;
      }
    }
    return note;
  }

  private String text(String sql) {
    return listing(sql).rows().getFirst().getFirst();
  }

  private Listing listing(String sql) {
    Statement statement = new StatementParser().parse(sql).getFirst();
    if (new StatementRunner(firn).run(statement) instanceof Outcome.Listed(Listing listing)) {
      return listing;
    }
    throw new AssertionError("Not a listing: " + sql);
  }
}

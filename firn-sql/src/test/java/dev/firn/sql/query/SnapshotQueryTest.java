package dev.firn.sql.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotQueryTest {
  private static final long SMALL_BUDGET = 256L << 20;

  @TempDir private Path folder;
  private Firn firn;
  private QueriedWarehouse warehouse;

  @BeforeEach
  void open() {
    open(FirnConfig.of(folder));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  private void open(FirnConfig config) {
    firn = Firn.open(config);
    warehouse = new QueriedWarehouse(firn);
  }

  @Test
  void onlyTheFilesOfTheMatchingPartitionAreOpened() {
    warehouse.sql(
        "CREATE TABLE a.t (day date, n bigint) WITH (partitioning = ARRAY['month(day)']);"
            + "INSERT INTO a.t SELECT DATE '2001-01-01' + (range * 31)::INTEGER, range FROM range(6)");
    ScanReport scan = warehouse.scans("FROM a.t WHERE day >= DATE '2001-05-01'").getFirst();
    assertThat(scan.filesSelected()).isEqualTo(2);
    assertThat(scan.filesTotal()).isEqualTo(6);
    assertThat(scan.bytesSelected()).isLessThan(scan.bytesTotal());
    assertThat(warehouse.rows("SELECT n FROM a.t WHERE day >= DATE '2001-05-01' ORDER BY n"))
        .containsExactly("4 | ", "5 | ");
  }

  @Test
  void olderSnapshotsAreReadByIdCommitTagBranchAndTime() throws IOException {
    warehouse.sql(
        "CREATE TABLE a.t (n bigint); INSERT INTO a.t VALUES (1); INSERT INTO a.t VALUES (2)");
    List<Snapshot> snapshots = firn.table("a.t").metadata().snapshots();
    Snapshot first = snapshots.getFirst();
    tag("first", first.snapshotId());
    warehouse.sql("ALTER TABLE a.t ADD COLUMN late varchar");

    String count = "SELECT count(*) FROM a.t AT ";
    assertThat(warehouse.value(count + "(VERSION => " + first.snapshotId() + ")")).isEqualTo("1");
    String commit = first.summary().get("firn.commit-id");
    assertThat(warehouse.value(count + "(VERSION => '" + commit + "')")).isEqualTo("1");
    assertThat(warehouse.value(count + "(VERSION => 'first')")).isEqualTo("1");
    assertThat(warehouse.value(count + "(VERSION => 'main')")).isEqualTo("2");
    assertThat(
            warehouse.value(
                count + "(TIMESTAMP => make_timestamp(" + first.timestampMillis() * 1_000 + "))"))
        .isEqualTo("1");
    assertThat(
            warehouse.value(
                "SELECT a.t.n + f.n FROM a.t JOIN a.t f AT (VERSION => 'first') ON a.t.n = f.n + 1"))
        .as("both at once, by names with a schema")
        .isEqualTo("3");
    assertThat(warehouse.rows("SELECT * FROM a.t AT (VERSION => 'first')"))
        .as("a snapshot has its own columns")
        .containsExactly("1 | ");
    assertThat(warehouse.rows("SELECT * FROM a.t AT (VERSION => 'main') WHERE n = 1"))
        .as("a branch has the table's columns")
        .containsExactly("1 | NULL | ");
  }

  @Test
  void snapshotThatDoesNotExistIsNamed() {
    warehouse.sql("CREATE TABLE a.t (n bigint); INSERT INTO a.t VALUES (1)");
    assertFails("FROM a.t AT (VERSION => 17)", ErrorCode.SNAPSHOT_NOT_FOUND)
        .hasMessageContaining("expected snapshot 17, found none of that id");
    assertFails("FROM a.t AT (VERSION => 'nope')", ErrorCode.SNAPSHOT_NOT_FOUND)
        .hasMessageContaining("'nope', found the references [main]");
    assertFails("FROM a.t AT (TIMESTAMP => DATE '1999-01-01')", ErrorCode.SNAPSHOT_NOT_FOUND)
        .hasMessageContaining("current at 1999-01-01T00:00:00Z, found none that old");
    assertFails("FROM a.\"t$refs\" AT (VERSION => 'main')", ErrorCode.UNSUPPORTED)
        .hasMessageContaining("expected no AT clause");
    assertFails("FROM a.\"t$nope\"", ErrorCode.TABLE_NOT_FOUND)
        .hasMessageContaining("expected one of $snapshots, $history");
  }

  @Test
  void rolledBackTableIsReadAsItIsAndMetadataAsOfASnapshot() {
    warehouse.sql(
        "CREATE TABLE a.t (n bigint); INSERT INTO a.t VALUES (1); INSERT INTO a.t VALUES (2)");
    FirnTable table = firn.table("a.t");
    long second = table.metadata().currentSnapshot().snapshotId();
    table.rollback(new SnapshotTarget.Previous());
    assertThat(warehouse.value("SELECT count(*) FROM a.t")).isEqualTo("1");
    assertThat(warehouse.value("SELECT count(*) FROM A.\"T$Files\"")).isEqualTo("1");
    assertThat(warehouse.value("SELECT count(*) FROM a.\"t$files\" AT (VERSION => " + second + ")"))
        .isEqualTo("2");
    assertThat(
            warehouse.value(
                "SELECT count(*) FROM a.\"t$snapshots\" s, a.t WHERE s.added_rows = a.t.n"))
        .as("metadata joined with rows")
        .isEqualTo("2");
  }

  @Test
  void oneMomentHoldsForPlanAndRun() throws IOException {
    warehouse.sql("CREATE TABLE a.t (ts timestamp(6) with time zone)");
    warehouse.sql("INSERT INTO a.t SELECT now() + INTERVAL 1 SECOND * range FROM range(3)");
    String sql = "SELECT epoch_us(now()), epoch_us(current_timestamp) FROM a.t WHERE ts < now()";
    try (SnapshotQuery query = SnapshotQuery.prepare(firn, sql);
        ArrowReader rows = query.run()) {
      String predicate = query.scans().getFirst().predicates();
      assertThat(predicate).startsWith("ts < '20").endsWith("'");
      Instant planned =
          OffsetDateTime.parse(predicate.substring("ts < '".length(), predicate.length() - 1))
              .toInstant();
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, planned);
      assertThat(ResultRows.of(rows)).isNotEmpty().containsOnly(micros + " | " + micros + " | ");
    }
    assertThat(
            warehouse.value(
                "SELECT today() = current_date AND localtimestamp = now()::TIMESTAMP"
                    + " AND transaction_timestamp() = now() AND localtime = localtimestamp::TIME"))
        .isEqualTo("true");
  }

  @Test
  void queryReadsNothingBesideItsFiles() throws IOException {
    warehouse.sql(
        "CREATE TABLE a.t (n bigint); CREATE TABLE a.other (n bigint);"
            + "INSERT INTO a.t VALUES (1); INSERT INTO a.other VALUES (2)");
    Path other = LocalStorage.pathOf(firn.table("a.other").dataFiles().getFirst().location());
    Path text = Files.writeString(folder.resolve("secret.csv"), "x\n1\n");
    for (String source :
        List.of(
            "read_parquet('" + other + "')",
            "'" + other + "'",
            "read_csv('" + text + "')",
            "glob('" + folder + "/*')",
            "read_text('/etc/hostname')")) {
      assertFails("SELECT * FROM a.t, " + source, ErrorCode.QUERY);
    }
  }

  @Test
  void namesOfDuckDbsCatalogsAndNamesOfLevelsAreFound() {
    warehouse.sql(
        "CREATE TABLE memory.t (n bigint); INSERT INTO memory.t VALUES (1);"
            + "CREATE TABLE \"x.y\".t (n bigint); INSERT INTO \"x.y\".t VALUES (2)");
    assertThat(warehouse.value("SELECT n FROM memory.t")).isEqualTo("1");
    assertThat(warehouse.value("SELECT n FROM \"x.y\".t")).isEqualTo("2");
    assertThat(warehouse.value("SELECT n FROM x.y.t")).isEqualTo("2");
  }

  @Test
  void columnsMayHaveTheNamesThatFilesAndRowsHaveInDuckDb() {
    warehouse.sql(
        "CREATE TABLE a.t (file varchar, file_row_number bigint, filename varchar, c1 bigint);"
            + "INSERT INTO a.t VALUES ('f', 7, 'n', 8)");
    assertThat(warehouse.rows("FROM a.t")).containsExactly("f | 7 | n | 8 | ");
  }

  @Test
  void sortThatDoesNotFitIntoMemoryUsesItsFolderAndLeavesNothing() throws IOException {
    close();
    open(FirnConfig.of(folder).withMemoryBytesMax(SMALL_BUDGET));
    warehouse.sql(
        "CREATE TABLE a.t (n bigint, s varchar);"
            + "INSERT INTO a.t SELECT range, repeat(md5(range::VARCHAR), 8) FROM range(700000)");
    try (SnapshotQuery query = SnapshotQuery.prepare(firn, "SELECT s, n FROM a.t ORDER BY s, n");
        ArrowReader rows = query.run()) {
      assertThat(rows.loadNextBatch()).isTrue();
      long count = rows.getVectorSchemaRoot().getRowCount();
      assertThat(filesBelow(folder.resolve("spill")))
          .as("what was put aside, and the lock")
          .hasSizeGreaterThan(1);
      while (rows.loadNextBatch()) {
        count += rows.getVectorSchemaRoot().getRowCount();
      }
      assertThat(count).isEqualTo(700_000);
    }
    assertThat(filesBelow(folder.resolve("spill"))).isEmpty();
  }

  @Test
  void cancelledQuerySaysSo() {
    warehouse.sql("CREATE TABLE a.t (n bigint); INSERT INTO a.t SELECT range FROM range(3000)");
    String sql = "SELECT count(*) FROM a.t x, a.t y, a.t z WHERE x.n + y.n + z.n = 17";
    try (SnapshotQuery query = SnapshotQuery.of(firn, sql)) {
      query.cancel();
      assertThatThrownBy(query::plan)
          .isInstanceOfSatisfying(
              FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(
      String sql, ErrorCode code) {
    return assertThatThrownBy(() -> warehouse.rows(sql))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).as(sql).isEqualTo(code));
  }

  @Test
  void branchOfATableWithoutACurrentSnapshotIsRead() throws IOException {
    warehouse.sql("CREATE TABLE a.t (n bigint)");
    change(table -> table.newFastAppend().toBranch("side").commit());
    assertThat(warehouse.value("SELECT count(*) FROM a.t AT (VERSION => 'side') WHERE n > 1"))
        .isEqualTo("0");
    assertThat(warehouse.value("SELECT count(*) FROM a.t")).isEqualTo("0");
  }

  private void tag(String name, long snapshotId) throws IOException {
    change(table -> table.manageSnapshots().createTag(name, snapshotId).commit());
  }

  /** Changes the table as another engine does, by Iceberg's own catalog. */
  private void change(Consumer<Table> change) throws IOException {
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.initialize(
          "firn",
          Map.of(
              CatalogProperties.URI,
              firn.config().catalogUri(),
              CatalogProperties.WAREHOUSE_LOCATION,
              folder.toString(),
              CatalogProperties.FILE_IO_IMPL,
              LocalFileIo.class.getName(),
              "jdbc.schema-version",
              "V1"));
      change.accept(catalog.loadTable(TableIdentifier.of("a", "t")));
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}

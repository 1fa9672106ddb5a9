package dev.firn.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.ColumnKind;
import dev.firn.engine.table.TableDefaults;
import dev.firn.engine.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CatalogTest {
  private final Storage storage = LocalStorage.create();

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn firn;

  @BeforeEach
  void open() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = warehouse.open();
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void createdTableIsFoundWithoutCaseUnderTheNameItWasGiven() {
    TableName name = TableName.parse("Air.Flights");
    firn.createTable(NewTable.of(name, TestWarehouse.SCHEMA, Map.of()));
    assertThat(firn.table("air.flights").name()).isEqualTo(name);
    assertThat(firn.tables()).hasSize(1);
    assertThat(firn.catalog().listNamespaces()).containsExactly("Air");
  }

  @Test
  void nameThatDiffersOnlyInCaseIsTaken() {
    TestWarehouse.createTable(firn);
    NewTable same = NewTable.of(TableName.parse("AIR.flights"), TestWarehouse.SCHEMA, Map.of());
    assertThatThrownBy(() -> firn.createTable(same))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("air.flights")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.TABLE_EXISTS);
  }

  @Test
  void absentTableIsNotFoundWithAHint() {
    assertThatThrownBy(() -> firn.table("air.flights"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("CREATE TABLE")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
    TestWarehouse.createTable(firn);
    assertThatThrownBy(() -> firn.table("air.flight")).hasMessageContaining("firn tables");
  }

  @Test
  void tableCreatedAgainNeverSharesTheOldOnesFolder() {
    String first = TestWarehouse.createTable(firn).metadata().location();
    TestWarehouse.load(firn, 3);
    firn.catalog().drop(TestWarehouse.TABLE);
    FirnTable again = TestWarehouse.createTable(firn);
    assertThat(again.metadata().location()).startsWith(first + "-").isNotEqualTo(first);
    assertThat(storage.list(first)).as("files of a dropped table stay").isNotEmpty();
    assertThat(TableFolder.of(again).rowCount()).isZero();
  }

  @Test
  void folderOfAPurgedTableIsNotUsedAgain() {
    String first = TestWarehouse.createTable(firn).metadata().location();
    firn.catalog().purge(TestWarehouse.TABLE);
    assertThat(storage.folderExists(first)).isFalse();
    assertThat(TestWarehouse.createTable(firn).metadata().location()).isNotEqualTo(first);
    assertThat(firn.registry().unsettledFiles().list()).isEmpty();
  }

  @Test
  void folderThatHoldsSomebodysFilesIsLeftAlone() throws Exception {
    Path taken = warehouse.config().warehouse().resolve("air/flights");
    Files.createDirectories(taken);
    Files.writeString(taken.resolve("mine.txt"), "mine");
    assertThat(TestWarehouse.createTable(firn).metadata().location())
        .isNotEqualTo(LocalStorage.locationOf(taken));
  }

  @Test
  void chosenLocationMustBeEmptyAndNeverUsed() throws Exception {
    String chosen = folder.resolve("elsewhere").toString();
    firn.createTable(at("air.one", chosen));
    assertThat(firn.table("air.one").metadata().location()).isEqualTo("file://" + chosen);
    assertThatThrownBy(() -> firn.createTable(at("air.two", chosen)))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("files in it");
    firn.catalog().purge(TableName.parse("air.one"));
    assertThatThrownBy(() -> firn.createTable(at("air.two", chosen)))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("a table had");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rel | expected an absolute local location",
        "s3://bucket/x | expected an absolute local location",
        "'' | expected an absolute local location",
        "/ | which holds the whole warehouse",
        "file:/// | which holds the whole warehouse",
        "/x/../ | which holds the whole warehouse",
        "/usr | files in it",
      })
  void locationThatCannotBeIsRefusedBeforeAnythingExists(String chosen, String message) {
    assertThatThrownBy(() -> firn.createTable(at("air.one", chosen)))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageContaining(message);
    assertThat(firn.catalog().listNamespaces()).isEmpty();
  }

  @Test
  void settingThatCannotWorkIsRefusedBeforeAnythingExists() {
    assertThatThrownBy(
            () -> TestWarehouse.createTable(firn, Map.of("write.parquet.compression-codec", "lz9")))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("lz9")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(firn.tables()).isEmpty();
    assertThat(storage.folderExists(location("air"))).isFalse();
  }

  @Test
  void defaultsBecomePropertiesOfNewTablesOnly() {
    firn.createTable(NewTable.of(TestWarehouse.TABLE, TestWarehouse.SCHEMA, Map.of()));
    Map<String, String> before = firn.table("air.flights").metadata().properties();
    FirnConfig config =
        warehouse
            .config()
            .withTableDefaults(
                new TableDefaults(
                    Map.of("firn.max-file-size", "1GB"), Map.of(ColumnKind.NUMERIC, "gzip")));
    try (Firn other = Firn.open(config)) {
      other.createTable(NewTable.of(TableName.parse("air.two"), TestWarehouse.SCHEMA, Map.of()));
      Map<String, String> added = new HashMap<>(before);
      added.put("firn.max-file-size", "1GB");
      added.put("write.parquet.compression-codec.column.n", "gzip");
      assertThat(other.table("air.two").metadata().properties()).isEqualTo(added);
      assertThat(other.table("air.flights").metadata().properties()).isEqualTo(before);
    }
  }

  @Test
  void dropRacesWithAnotherProcess() {
    TestWarehouse.createTable(firn);
    assertThat(firn.catalog().drop(TestWarehouse.TABLE)).isEqualTo(TestWarehouse.TABLE);
    assertThatThrownBy(() -> firn.catalog().drop(TestWarehouse.TABLE))
        .isInstanceOf(FirnException.class)
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
  }

  @Test
  void metadataFileThatIsGoneIsCorruptionNotAbsence() {
    FirnTable table = TestWarehouse.createTable(firn);
    storage.delete(table.metadata().metadataFileLocation());
    try (Firn fresh = warehouse.open()) {
      assertThatThrownBy(() -> fresh.table("air.flights").metadata())
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.CORRUPT);
    }
  }

  @Test
  void metadataFileThatIsNoMetadataIsCorruption() {
    FirnTable table = TestWarehouse.createTable(firn);
    storage.replace(
        table.metadata().metadataFileLocation(),
        "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    try (Firn fresh = warehouse.open()) {
      assertThatThrownBy(() -> fresh.table("air.flights").metadata())
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.CORRUPT);
    }
  }

  @Test
  void namespaceIsCreatedOnce() {
    assertThat(firn.catalog().createNamespace("rail")).isTrue();
    assertThat(firn.catalog().createNamespace("RAIL")).isFalse();
    assertThatThrownBy(() -> firn.catalog().createNamespace("a/b"))
        .isInstanceOf(FirnException.class);
  }

  @Test
  void renameKeepsTheFolderTheRowsAndTheKeys() {
    FirnTable table = TestWarehouse.createTable(firn);
    String folderBefore = table.metadata().location();
    long snapshot = TestWarehouse.load(firn, "monday", 3).snapshotId();
    firn.catalog().createNamespace("rail");

    firn.catalog().rename(TestWarehouse.TABLE, TableName.parse("RAIL.trains"));

    FirnTable renamed = firn.table("rail.trains");
    assertThat(renamed.metadata().location()).isEqualTo(folderBefore);
    assertThat(firn.catalog().find(TestWarehouse.TABLE)).isEmpty();
    assertThat(renamed.load(TestWarehouse.reader(firn, 3), "monday").snapshotId())
        .isEqualTo(snapshot);
    assertThat(firn.registry().loads().list(renamed.name())).hasSize(1);
    assertThat(TestWarehouse.createTable(firn).metadata().location()).isNotEqualTo(folderBefore);
  }

  @Test
  void renameMayChangeOnlyTheCase() {
    TestWarehouse.createTable(firn);
    firn.catalog().rename(TestWarehouse.TABLE, TableName.parse("air.Flights"));
    assertThat(firn.catalog().list().getFirst().name().toString()).isEqualTo("air.Flights");
  }

  @Test
  void renameNeedsAFreeNameInAnExistingNamespace() {
    TestWarehouse.createTable(firn);
    firn.createTable(NewTable.of(TableName.parse("air.other"), TestWarehouse.SCHEMA, Map.of()));
    assertThatThrownBy(
            () -> firn.catalog().rename(TestWarehouse.TABLE, TableName.parse("air.OTHER")))
        .hasMessageContaining("found table 'air.other'");
    assertThatThrownBy(() -> firn.catalog().rename(TestWarehouse.TABLE, TableName.parse("airs.x")))
        .hasMessageContaining(
            "Schema 'airs': expected to exist, found none of that name. The nearest is 'air'.");
    assertThatThrownBy(
            () -> firn.catalog().rename(TableName.parse("air.xyzzy"), TableName.parse("air.x")))
        .hasMessage(
            "Table 'air.xyzzy': expected to exist, found no table of that name. 'firn tables' lists"
                + " them.");
    assertThatThrownBy(() -> firn.catalog().drop(TableName.parse("AIR.othr")))
        .hasMessageContaining("The nearest is 'air.other'. 'firn tables' lists them.");
  }

  @Test
  void loadThatRacesWithARenameIsToldAndLeavesNothing() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                root -> {
                  TestWarehouse.fill(root, 1, 2);
                  firn.catalog().rename(TestWarehouse.TABLE, TableName.parse("air.late"));
                }));
    assertThatThrownBy(() -> table.load(reader))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("dropped or renamed");
    TableFolder.of(firn.table("air.late")).requireNothingUnreferenced("after the race");
  }

  @Test
  void loadThatRacesWithAnAlterLandsOrIsAConflict() {
    FirnTable table = TestWarehouse.createTable(firn);
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                root -> {
                  TestWarehouse.fill(root, 1, 2);
                  table.alter(
                      List.of(
                          TableEdit.AddColumn.of(
                              Types.NestedField.optional(1, "m", Types.LongType.get()))));
                }));
    assertThat(table.load(reader).rows()).isEqualTo(2);
    RowsReader late =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(table.metadata().schema()),
            List.of(
                root -> {
                  TestWarehouse.fill(root, 1, 2);
                  table.alter(List.of(new TableEdit.DropColumn(ColumnRef.of("m"), OnMissing.FAIL)));
                }));
    assertThatThrownBy(() -> table.load(late))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("column 'm' was dropped")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.CONFLICT);
    TableFolder.of(table).requireNothingUnreferenced("after the race");
  }

  @Test
  void onlyEmptyNamespacesAreDropped() {
    TestWarehouse.createTable(firn);
    assertThatThrownBy(() -> firn.catalog().dropNamespace("AIR"))
        .hasMessageContaining("Schema 'air': expected to be empty, found tables in it.");
    firn.catalog().drop(TestWarehouse.TABLE);
    assertThat(firn.catalog().dropNamespace("AIR")).isEqualTo("air");
    assertThat(firn.catalog().listNamespaces()).isEmpty();
    assertThatThrownBy(() -> firn.catalog().dropNamespace("air"))
        .hasMessageContaining("expected to exist");
  }

  @Tag("crash")
  @ParameterizedTest
  @EnumSource
  void alterAndRenameAreWholeOrNotAtAllWhicheverCallFails(Mode mode) {
    long call = 1;
    for (boolean reached = true; reached; call++) {
      TableName name = TableName.parse("air.t" + call);
      TableName next = TableName.parse("air.u" + call);
      firn.createTable(NewTable.of(name, TestWarehouse.SCHEMA, Map.of()));
      FaultPlan plan = FaultPlan.failing(call, mode);
      boolean altered = false;
      boolean renamed = false;
      try (Firn faulty = warehouse.open(plan)) {
        faulty
            .table(name.toString())
            .alter(List.of(new TableEdit.RenameColumn(ColumnRef.of("n"), "m", OnMissing.FAIL)));
        altered = true;
        faulty.catalog().rename(name, next);
        renamed = true;
      } catch (RuntimeException e) {
        assertThat(plan.hasFailed()).as(e.toString()).isTrue();
      }
      plan.crash();
      reached = plan.hasFailed();
      String where = mode + ", call " + call + ": " + plan.failedAt();
      firn.settle(name);
      firn.settle(next);
      assertThat(firn.leftovers()).as(where).isEmpty();
      boolean isNew = firn.catalog().find(next).isPresent();
      assertThat(firn.catalog().find(name).isPresent()).as(where).isEqualTo(!isNew);
      assertThat(isNew || !renamed).as(where).isTrue();
      FirnTable table = firn.table((isNew ? next : name).toString());
      if (altered) {
        assertThat(table.metadata().schema().findField("m")).as(where).isNotNull();
      }
      TableFolder.of(table).requireNothingUnreferenced(where);
      firn.catalog().purge(table.name());
    }
    assertThat(call).isGreaterThan(20);
  }

  @Tag("crash")
  @ParameterizedTest
  @EnumSource
  void createAndPurgeAreWholeOrNotAtAllWhicheverCallFails(Mode mode) {
    long call = 1;
    for (boolean reached = true; reached; call++) {
      String name = "air.t" + call;
      FaultPlan plan = FaultPlan.failing(call, mode);
      try (Firn faulty = warehouse.open(plan)) {
        faulty.createTable(NewTable.of(TableName.parse(name), TestWarehouse.SCHEMA, Map.of()));
        faulty.catalog().purge(TableName.parse(name));
      } catch (RuntimeException e) {
        assertThat(plan.hasFailed()).as(e.toString()).isTrue();
      }
      plan.crash();
      reached = plan.hasFailed();
      firn.settle(TableName.parse(name));
      String where = "call " + call + ": " + plan.failedAt();
      assertThat(firn.leftovers()).as(where).isEmpty();
      Optional<TableEntry> found = firn.catalog().find(TableName.parse(name));
      if (found.isPresent()) {
        TableFolder.of(firn.table(name)).requireNothingUnreferenced(where);
        firn.catalog().purge(TableName.parse(name));
      }
      assertThat(storage.list(location("air"))).as(where).isEmpty();
    }
    assertThat(call).isGreaterThan(15);
  }

  private NewTable at(String name, String chosen) {
    return new NewTable(
        TableName.parse(name),
        TestWarehouse.SCHEMA,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Map.of(),
        Optional.of(chosen));
  }

  private String location(String name) {
    return LocalStorage.locationOf(warehouse.config().warehouse().resolve(name));
  }
}

package dev.firn.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.ColumnKind;
import dev.firn.engine.table.TableDefaults;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulePropertiesTest {
  private static final TableName NAME = TableName.parse("shop.orders");
  private static final String RULE = "firn.check.near";
  private static final Schema SCHEMA =
      new Schema(
          NestedField.optional(1, "distance", Types.LongType.get()),
          NestedField.optional(
              2,
              "address",
              Types.StructType.of(
                  NestedField.optional(4, "zip", Types.StringType.get()),
                  NestedField.optional(5, "city", Types.StringType.get()))),
          NestedField.optional(3, "note", Types.StringType.get()));

  @TempDir private Path folder;
  private Firn firn;

  @BeforeEach
  void open() {
    TableDefaults defaults = new TableDefaults(Map.of(), Map.of(ColumnKind.TEXT, "gzip"));
    firn = Firn.open(FirnConfig.of(folder.resolve("warehouse")).withTableDefaults(defaults));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void expressionFollowsTheRenameOfWhatItReads() {
    FirnTable table = create("distance >= 0 AND address.zip <> 'x'");

    table.alter(List.of(rename("how far", "distance"), rename("postcode", "address", "zip")));

    assertThat(property(RULE)).isEqualTo("\"how far\" >= 0 AND address.postcode <> 'x'");
  }

  @Test
  void columnThatARuleReadsIsNotDropped() {
    FirnTable table = create("address.zip <> 'x'");

    for (ColumnRef column : List.of(ColumnRef.of("address"), ColumnRef.of("address", "zip"))) {
      assertThatThrownBy(() -> table.alter(List.of(drop(column))))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("expected a column to drop that no rule reads")
          .hasMessageContaining("found rule 'near': address.zip <> 'x'");
    }
    table.alter(List.of(drop(ColumnRef.of("note"))));
    assertThat(firn.table(NAME.toString()).metadata().schema().findField("note")).isNull();
  }

  @Test
  void ruleThatDoesNotFitIsRefusedBeforeTheTableIsMadeOrChanged() {
    assertThatThrownBy(() -> create("distanze >= 0"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("'distance'");
    assertThat(firn.catalog().find(NAME)).isEmpty();

    FirnTable table = create("distance >= 0");
    TableEdit.SetProperties broken =
        new TableEdit.SetProperties(Map.of(RULE, "distance >="), Set.of(), Set.of(), "");
    assertThatThrownBy(() -> table.alter(List.of(broken))).isInstanceOf(FirnException.class);
    assertThat(property(RULE)).isEqualTo("distance >= 0");
  }

  @Test
  void addedColumnGetsTheConfigurationsCodecAndOthersKeepTheirs() {
    FirnTable table = create("distance >= 0");
    table.alter(
        List.of(new TableEdit.SetProperties(Map.of(), Set.of(codecOf("note")), Set.of(), "")));

    table.alter(
        List.of(
            TableEdit.AddColumn.of(NestedField.optional(1, "remark", Types.StringType.get())),
            TableEdit.AddColumn.of(NestedField.optional(1, "count", Types.LongType.get()))));

    assertThat(firn.table(NAME.toString()).metadata().properties())
        .containsEntry(codecOf("remark"), "gzip")
        .containsEntry(codecOf("address.zip"), "gzip")
        .doesNotContainKeys(codecOf("note"), codecOf("count"));
  }

  private static String codecOf(String column) {
    return "write.parquet.compression-codec.column." + column;
  }

  private FirnTable create(String rule) {
    return firn.createTable(NewTable.of(NAME, SCHEMA, Map.of(RULE, rule)));
  }

  private String property(String key) {
    return firn.table(NAME.toString()).metadata().properties().getOrDefault(key, "");
  }

  private static TableEdit rename(String name, String... path) {
    return new TableEdit.RenameColumn(ColumnRef.of(path), name, OnMissing.FAIL);
  }

  private static TableEdit drop(ColumnRef column) {
    return new TableEdit.DropColumn(column, OnMissing.FAIL);
  }
}

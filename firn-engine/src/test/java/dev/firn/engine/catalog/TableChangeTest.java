package dev.firn.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.TableEdit.AddColumn;
import dev.firn.engine.catalog.TableEdit.ChangeType;
import dev.firn.engine.catalog.TableEdit.DropColumn;
import dev.firn.engine.catalog.TableEdit.MakeOptional;
import dev.firn.engine.catalog.TableEdit.Place;
import dev.firn.engine.catalog.TableEdit.RenameColumn;
import dev.firn.engine.catalog.TableEdit.SetColumnComment;
import dev.firn.engine.catalog.TableEdit.SetDefault;
import dev.firn.engine.catalog.TableEdit.SetFormatVersion;
import dev.firn.engine.catalog.TableEdit.SetPartitioning;
import dev.firn.engine.catalog.TableEdit.SetProperties;
import dev.firn.engine.catalog.TableEdit.SetSortOrder;
import dev.firn.engine.catalog.TableEdit.SetTableComment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableChangeTest {
  private static final TableName NAME = TableName.parse("shop.orders");

  /** Ids as a new table assigns them: first those of a level, then those inside. */
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              NestedField.required(1, "id", Types.IntegerType.get()),
              NestedField.optional(2, "price", Types.DecimalType.of(9, 2)),
              NestedField.optional(3, "day", Types.DateType.get()),
              NestedField.optional(
                  4,
                  "address",
                  Types.StructType.of(
                      NestedField.required(6, "zip", Types.StringType.get()),
                      NestedField.optional(7, "City", Types.StringType.get()))),
              NestedField.optional(
                  5,
                  "items",
                  Types.ListType.ofOptional(
                      8,
                      Types.StructType.of(
                          NestedField.optional(9, "sku", Types.StringType.get()),
                          NestedField.optional(10, "n", Types.FloatType.get()))))));

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
  void addsColumnsAtEveryDepthAndPlace() {
    FirnTable table = create(Map.of());

    table.alter(
        List.of(
            AddColumn.of(NestedField.optional(1, "note", Types.StringType.get(), "free text")),
            add(column("address"), "street", Types.StringType.get(), new Place.First()),
            add(column("items", "element"), "p", Types.LongType.get(), new Place.After("SKU")),
            add(column("items"), "q", Types.LongType.get(), new Place.Last())));

    Schema schema = reread().schema();
    assertThat(schema.columns().getLast().name()).isEqualTo("note");
    assertThat(schema.columns().getLast().doc()).isEqualTo("free text");
    assertThat(names(schema.findType("address"))).containsExactly("street", "zip", "City");
    assertThat(names(schema.findType("items.element"))).containsExactly("sku", "p", "n", "q");
    assertThat(schema.highestFieldId()).isEqualTo(14);
  }

  @Test
  void addedStructsKeepRequiredFields() {
    FirnTable table = create(Map.of());
    Types.StructType type =
        Types.StructType.of(NestedField.required(1, "must", Types.LongType.get()));

    table.alter(List.of(AddColumn.of(NestedField.optional(1, "more", type))));

    assertThat(reread().schema().findField("more.must").isRequired()).isTrue();
  }

  @Test
  void findsColumnsWithoutCaseAndKeepsTheirSpelling() {
    FirnTable table = create(Map.of());

    table.alter(
        List.of(
            new SetColumnComment(column("ADDRESS", "city"), Optional.of("where")),
            new RenameColumn(column("Price"), "PRICE", OnMissing.FAIL),
            new MakeOptional(column("ID")),
            new ChangeType(column("iD"), Types.LongType.get())));

    Schema schema = reread().schema();
    assertThat(schema.findField("address.City").doc()).isEqualTo("where");
    assertThat(schema.findField("PRICE").fieldId()).isEqualTo(2);
    assertThat(schema.findField("id").isOptional()).isTrue();
    assertThat(schema.findType("id")).isEqualTo(Types.LongType.get());
  }

  @Test
  void widensTypesAtEveryDepthAndNothingElse() {
    FirnTable table = create(Map.of());

    table.alter(
        List.of(
            new ChangeType(column("items", "element", "n"), Types.DoubleType.get()),
            new ChangeType(column("price"), Types.DecimalType.of(12, 2))));

    assertThat(reread().schema().findType("items.element.n")).isEqualTo(Types.DoubleType.get());
    assertThat(reread().schema().findType("price")).isEqualTo(Types.DecimalType.of(12, 2));
    refused(
        new ChangeType(column("price"), Types.DecimalType.of(12, 3)),
        "expected decimal(p, 2) with p from 12 to 38, found decimal(12, 3)");
    refused(new ChangeType(column("id"), Types.StringType.get()), "expected int or long");
    refused(
        new ChangeType(column("day"), Types.TimestampType.withoutZone()), "expected date to stay");
    refused(new ChangeType(column("address"), Types.LongType.get()), "of the fields inside");
  }

  @Test
  void namesTheNearestColumnAndTheOrigin() {
    create(Map.of());
    refused(
        new DropColumn(new ColumnRef(List.of("address", "zop"), "SQL, line 3"), OnMissing.FAIL),
        "SQL, line 3: Column 'address.zop': expected 'zip', found no 'zop'.");
    refused(new DropColumn(column("xyzzy"), OnMissing.FAIL), "one of id, price, day");
    refused(new DropColumn(column("id", "x"), OnMissing.FAIL), "found one without");
  }

  @Test
  void refusesWhatWouldMakeOldRowsWrong() {
    create(Map.of());
    refused(
        AddColumn.of(NestedField.required(1, "x", Types.LongType.get())),
        "expected a default, which existing rows get, found NOT NULL without one");
    refused(AddColumn.of(NestedField.optional(1, "ID", Types.LongType.get())), "column 'id'");
    refused(new RenameColumn(column("day"), "Id", OnMissing.FAIL), "found column 'id'");
    refused(
        AddColumn.of(
            NestedField.optional(1, "v", Types.ListType.ofOptional(2, Types.VariantType.get()))),
        "Column 'v': expected a type of format 2, found variant");
    refused(new DropColumn(column("items", "element"), OnMissing.FAIL), "an array or a map");
    refused(
        new TableEdit.AddColumn(
            Optional.of(column("price")),
            NestedField.optional(1, "x", Types.LongType.get()),
            new Place.Last(),
            OnExisting.FAIL,
            ""),
        "expected a row, which fields can be added to");
  }

  @Test
  void refusesTheLastFieldOfARowToGo() {
    FirnTable table = create(Map.of());
    table.alter(List.of(new DropColumn(column("address", "zip"), OnMissing.FAIL)));
    refused(new DropColumn(column("address", "city"), OnMissing.FAIL), "that it is the only one");
  }

  @Test
  void doesNothingAndCommitsNothingWhereThereIsNothingToDo() {
    FirnTable table = create(Map.of());
    String before = reread().metadataFileLocation();

    Optional<?> commit =
        table.alter(
            List.of(
                new DropColumn(column("xyzzy"), OnMissing.SKIP),
                new RenameColumn(column("xyzzy"), "y", OnMissing.SKIP),
                new TableEdit.AddColumn(
                    Optional.empty(),
                    NestedField.optional(1, "Id", Types.LongType.get()),
                    new Place.Last(),
                    OnExisting.SKIP,
                    ""),
                new MakeOptional(column("day")),
                new SetTableComment(Optional.empty()),
                new SetPartitioning(List.of(), ""),
                new SetSortOrder(List.of(), ""),
                new SetFormatVersion(2, "")));

    assertThat(commit).isEmpty();
    assertThat(reread().metadataFileLocation()).isEqualTo(before);
  }

  @Test
  void propertiesOfColumnsFollowThem() {
    FirnTable table =
        create(
            Map.of(
                "write.parquet.compression-codec.column.address.zip", "snappy",
                "write.parquet.compression-level.column.price", "3",
                "write.parquet.bloom-filter-enabled.column.address.City", "true",
                "write.metadata.metrics.column.items.element.sku", "none"));

    table.alter(
        List.of(
            new RenameColumn(column("address"), "place", OnMissing.FAIL),
            new RenameColumn(column("place", "zip"), "code", OnMissing.FAIL),
            new DropColumn(column("price"), OnMissing.FAIL),
            new DropColumn(column("items"), OnMissing.FAIL)));

    assertThat(reread().properties())
        .containsEntry("write.parquet.compression-codec.column.place.code", "snappy")
        .containsEntry("write.parquet.bloom-filter-enabled.column.place.City", "true")
        .allSatisfy((key, value) -> assertThat(key).doesNotContain("address", "price", "items"));
  }

  @Test
  void identifierFieldsSurviveRenamesAndCannotGo() {
    Schema schema =
        new Schema(
            List.of(
                NestedField.required(1, "a", Types.LongType.get()),
                NestedField.required(
                    2,
                    "s",
                    Types.StructType.of(
                        NestedField.required(3, "k", Types.LongType.get()),
                        NestedField.optional(4, "v", Types.LongType.get())))),
            Set.of(1, 3));
    FirnTable table = firn.createTable(NewTable.of(NAME, schema, Map.of()));

    table.alter(
        List.of(
            new RenameColumn(column("s"), "t", OnMissing.FAIL),
            new RenameColumn(column("t", "k"), "key", OnMissing.FAIL)));

    assertThat(reread().schema().identifierFieldNames()).containsExactlyInAnyOrder("a", "t.key");
    refused(new DropColumn(column("t"), OnMissing.FAIL), "an identifier field");
    refused(new MakeOptional(column("a")), "a change that Iceberg allows");
  }

  @Test
  void specEvolvesAndOldSpecsStay() {
    FirnTable table = create(Map.of());
    table.alter(List.of(partitioning(month("day"), bucket("id", 8))));
    table.alter(List.of(partitioning(bucket("id", 16), month("day"))));

    TableMetadata metadata = reread();
    assertThat(metadata.spec().fields().stream().map(Object::toString))
        .containsExactly("1000: day_month: month(3)", "1002: id_bucket_16: bucket[16](1)");
    assertThat(metadata.specs()).hasSize(3);

    table.alter(List.of(partitioning(month("day"), bucket("id", 8))));
    assertThat(reread().defaultSpecId()).isEqualTo(1);
    table.alter(List.of(partitioning()));
    assertThat(reread().spec().isUnpartitioned()).isTrue();
  }

  @Test
  void everyTransformCanBeHad() {
    Schema schema =
        new Schema(
            NestedField.required(1, "t", Types.TimestampType.withZone()),
            NestedField.required(2, "u", Types.TimestampType.withZone()),
            NestedField.required(3, "v", Types.TimestampType.withZone()),
            NestedField.required(4, "w", Types.TimestampType.withZone()),
            NestedField.required(5, "s", Types.StringType.get()));
    List<PartitionTerm> terms =
        List.of(
            term(ColumnTransform.Word.YEAR, 0, "t"),
            term(ColumnTransform.Word.MONTH, 0, "u"),
            term(ColumnTransform.Word.DAY, 0, "v"),
            term(ColumnTransform.Word.HOUR, 0, "w"),
            term(ColumnTransform.Word.IDENTITY, 0, "s"),
            term(ColumnTransform.Word.BUCKET, 7, "s"),
            term(ColumnTransform.Word.TRUNCATE, 3, "s"));
    FirnTable table = firn.createTable(NewTable.of(NAME, schema, Map.of()));
    table.alter(List.of(new SetPartitioning(terms, "")));

    assertThat(reread().spec().compatibleWith(TableLayout.specOf(reread().schema(), terms)))
        .isTrue();
    assertThat(reread().spec().fields().stream().map(field -> field.name()))
        .containsExactly("t_year", "u_month", "v_day", "w_hour", "s", "s_bucket_7", "s_trunc_3")
        .containsExactlyElementsOf(
            TableLayout.specOf(schema, terms).fields().stream().map(f -> f.name()).toList());

    List<PartitionTerm> nothing = List.of(term(ColumnTransform.Word.VOID, 0, "s"));
    table.alter(List.of(new SetPartitioning(nothing, "")));
    assertThat(reread().spec().fields().getFirst().name()).isEqualTo("s_null");
    assertThat(TableLayout.specOf(schema, nothing).fields().getFirst().name()).isEqualTo("s_null");
  }

  @Test
  void refusesTransformsThatDoNotFit() {
    create(Map.of());
    refused(
        partitioning(month("id")), "expected one of identity, void, bucket, truncate, found month");
    refused(partitioning(month("address")), "found month of struct");
    refused(
        partitioning(term(ColumnTransform.Word.IDENTITY, 0, "items", "element", "sku")),
        "expected a column with one value per row");
    ColumnTransform nothing = new ColumnTransform(ColumnTransform.Word.VOID, 0);
    for (String nested : List.of("address", "items")) {
      refused(
          partitioning(new PartitionTerm(column(nested), nothing)),
          "expected a column of a plain type, found void of ");
      SortTerm order =
          new SortTerm(column(nested), nothing, SortDirection.ASC, NullOrder.NULLS_FIRST);
      refused(new SetSortOrder(List.of(order), ""), "Field 'void(" + nested + ")': expected a");
    }
    refused(partitioning(month("day"), month("DAY")), "each field once");
    refused(
        partitioning(month("day"), term(ColumnTransform.Word.YEAR, 0, "day")),
        "expected a field that goes with the others");
  }

  @Test
  void sortOrderEvolves() {
    FirnTable table = create(Map.of());
    List<SortTerm> terms =
        List.of(
            new SortTerm(
                column("day"), ColumnTransform.IDENTITY, SortDirection.ASC, NullOrder.NULLS_LAST),
            new SortTerm(
                column("address", "zip"),
                new ColumnTransform(ColumnTransform.Word.BUCKET, 4),
                SortDirection.DESC,
                NullOrder.NULLS_FIRST));

    table.alter(List.of(new SetSortOrder(terms, "")));

    assertThat(reread().sortOrder().fields().stream().map(Object::toString))
        .containsExactly("identity(3) ASC NULLS LAST", "bucket[4](6) DESC NULLS FIRST");
    assertThat(reread().sortOrder().sameOrder(TableLayout.orderOf(SCHEMA, terms))).isTrue();
    table.alter(List.of(new SetSortOrder(List.of(), "")));
    assertThat(reread().sortOrder().isUnsorted()).isTrue();
  }

  @Test
  void columnsOfTheLayoutCannotGo() {
    FirnTable table = create(Map.of());
    table.alter(List.of(partitioning(month("day"))));
    refused(new DropColumn(column("day"), OnMissing.FAIL), "found partition field 'day_month'.");
    table.alter(List.of(partitioning()));
    refused(new DropColumn(column("day"), OnMissing.FAIL), "of an older spec");
    table.alter(
        List.of(
            new SetSortOrder(
                List.of(
                    new SortTerm(
                        column("address", "zip"),
                        ColumnTransform.IDENTITY,
                        SortDirection.ASC,
                        NullOrder.NULLS_FIRST)),
                "")));
    refused(new DropColumn(column("address"), OnMissing.FAIL), "in the table's sort order");
    table.alter(List.of(new SetSortOrder(List.of(), "")));
    refused(new DropColumn(column("address"), OnMissing.FAIL), "in an older one");
    table.alter(List.of(new RenameColumn(column("day"), "date", OnMissing.FAIL)));
    assertThat(reread().schema().findField("date").fieldId()).isEqualTo(3);
  }

  @Test
  void columnsCannotTakeAPartitionFieldsName() {
    FirnTable table = create(Map.of());
    table.alter(List.of(partitioning(month("day"))));

    refused(
        AddColumn.of(NestedField.optional(1, "day_month", Types.LongType.get())),
        "Column 'day_month': expected a name that no partition field has or had, found partition"
            + " field 'day_month' of column 'day'. Choose another name.");
    refused(
        new RenameColumn(column("price"), "day_month", OnMissing.FAIL),
        "found partition field 'day_month' of column 'day'.");
    table.alter(List.of(partitioning(term(ColumnTransform.Word.IDENTITY, 0, "id"))));
    refused(
        AddColumn.of(NestedField.optional(1, "day_month", Types.LongType.get())),
        "'day_month' of column 'day' in an older spec");
    table.alter(List.of(new RenameColumn(column("id"), "key", OnMissing.FAIL)));
    refused(
        AddColumn.of(NestedField.optional(1, "id", Types.LongType.get())),
        "found partition field 'id' of column 'key'.");
    table.alter(List.of(new RenameColumn(column("key"), "id", OnMissing.FAIL)));
    assertThat(reread().schema().findField("id").fieldId()).isEqualTo(1);
  }

  @Test
  void defaultsNeedFormat3AndAreExact() {
    FirnTable table = create(Map.of());
    AddColumn add =
        AddColumn.of(
            NestedField.optional("x")
                .withId(1)
                .ofType(Types.LongType.get())
                .withWriteDefault(org.apache.iceberg.expressions.Literal.of(5L))
                .build());
    refused(add, "SET PROPERTIES format_version = 3 first");
    refused(
        new SetDefault(column("id"), Optional.of(new DefaultValue.Truth(true))), "format_version");

    table.alter(List.of(new SetFormatVersion(3, ""), add));
    assertThat(reread().schema().findField("x").initialDefault()).isEqualTo(5L);
    table.alter(
        List.of(
            new SetDefault(
                column("price"), Optional.of(new DefaultValue.Numeric(new BigDecimal("1.5"))))));
    assertThat(reread().schema().findField("price").writeDefault())
        .isEqualTo(new BigDecimal("1.50"));
    assertThat(reread().schema().findField("price").initialDefault()).isNull();
    refused(
        new SetDefault(
            column("price"), Optional.of(new DefaultValue.Numeric(new BigDecimal("1.505")))),
        "expected a number of that precision and scale, found 1.505");
    table.alter(List.of(new SetDefault(column("x"), Optional.empty())));
    assertThat(reread().schema().findField("x").writeDefault()).isNull();
    assertThat(reread().schema().findField("x").initialDefault()).isEqualTo(5L);
  }

  @Test
  void formatOnlyGoesUp() {
    FirnTable table = create(Map.of());
    table.alter(List.of(new SetFormatVersion(3, "")));
    assertThat(reread().formatVersion()).isEqualTo(3);
    refused(new SetFormatVersion(2, "here"), "here: Format version of table 'shop.orders'");
    refused(new SetFormatVersion(4, ""), "expected 3, which it has, found 4");
  }

  @Test
  void setsAndRemovesProperties() {
    FirnTable table = create(Map.of("a", "1", "p.x", "1", "p.y", "2"));
    table.alter(
        List.of(
            new SetProperties(Map.of("b", "2", "p.z", "3"), Set.of("a"), Set.of("p."), ""),
            new SetTableComment(Optional.of("all orders"))));
    assertThat(reread().properties())
        .containsEntry("b", "2")
        .containsEntry("p.z", "3")
        .containsEntry("comment", "all orders")
        .doesNotContainKeys("a", "p.x", "p.y");
  }

  @Test
  void recordsOfIcebergAndFirnAreNobodysToSet() {
    create(Map.of());
    for (String key :
        List.of("format-version", "uuid", "location", "firn.log.01", "snapshot-count")) {
      refused(new SetProperties(Map.of(key, "1"), Set.of(), Set.of(), ""), "'" + key + "'");
      refused(new SetProperties(Map.of(), Set.of(key), Set.of(), ""), "a record that");
    }
  }

  @Test
  void namesEveryProblemOfAFutureTableAtOnce() {
    create(Map.of());
    SetProperties bad =
        new SetProperties(
            Map.of(
                "write.parquet.compression-codec", "lz9",
                "firn.max-file-size", "12 apples",
                "firn.on-violation", "reject",
                "write.parquet.compression-codec.column.pryce", "zstd"),
            Set.of(),
            Set.of(),
            "");
    assertThatThrownBy(() -> alter(bad))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageContainingAll(
            "(4 problems)",
            "lz9",
            "rejected rows",
            "12 apples",
            "'pryce', which",
            "The nearest is 'price'");
  }

  @Test
  void whatWasWrongBeforeIsNoReasonToRefuseAChange() {
    FirnTable table = create(Map.of("write.parquet.compression-codec", "zstd"));
    TableCheck.Shape foreign =
        new TableCheck.Shape(SCHEMA, Map.of("write.parquet.compression-codec", "lzo"), 2);
    assertThat(TableCheck.problemsSince(table.name(), foreign, foreign)).isEmpty();
    assertThat(TableCheck.problems(TableName.parse("ns.t"), foreign)).hasSize(1);
  }

  @Test
  void oneRefusedEditUndoesTheOthers() {
    FirnTable table = create(Map.of());
    String before = reread().metadataFileLocation();
    assertThatThrownBy(
            () ->
                table.alter(
                    List.of(
                        new DropColumn(column("price"), OnMissing.FAIL),
                        new DropColumn(column("xyzzy"), OnMissing.FAIL))))
        .isInstanceOf(FirnException.class);
    assertThat(reread().metadataFileLocation()).isEqualTo(before);
    assertThat(firn.leftovers()).isEmpty();
  }

  @Test
  void refusesDuplicateNamesInNewTables() {
    Schema schema =
        new Schema(
            NestedField.required(1, "a", Types.LongType.get()),
            NestedField.required(2, "A", Types.LongType.get()));
    assertThatThrownBy(() -> firn.createTable(NewTable.of(NAME, schema, Map.of())))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("Column 'A': expected a name that no other has");
  }

  private FirnTable create(Map<String, String> properties) {
    return firn.createTable(NewTable.of(NAME, SCHEMA, properties));
  }

  private void alter(TableEdit edit) {
    firn.table(NAME.toString()).alter(List.of(edit));
  }

  private void refused(TableEdit edit, String message) {
    assertThatThrownBy(() -> alter(edit))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining(message);
  }

  /** The table's metadata as another process finds it on disk. */
  private TableMetadata reread() {
    try (Firn other = warehouse.open()) {
      return other.table(NAME.toString()).metadata();
    }
  }

  private static AddColumn add(ColumnRef parent, String name, Type type, Place place) {
    return new AddColumn(
        Optional.of(parent), NestedField.optional(1, name, type), place, OnExisting.FAIL, "");
  }

  private static ColumnRef column(String... path) {
    return ColumnRef.of(path);
  }

  private static SetPartitioning partitioning(PartitionTerm... terms) {
    return new SetPartitioning(List.of(terms), "");
  }

  private static PartitionTerm month(String column) {
    return term(ColumnTransform.Word.MONTH, 0, column);
  }

  private static PartitionTerm bucket(String column, int count) {
    return term(ColumnTransform.Word.BUCKET, count, column);
  }

  private static PartitionTerm term(ColumnTransform.Word word, int argument, String... column) {
    return new PartitionTerm(column(column), new ColumnTransform(word, argument));
  }

  private static List<String> names(Type type) {
    return type.asStructType().fields().stream().map(NestedField::name).toList();
  }
}

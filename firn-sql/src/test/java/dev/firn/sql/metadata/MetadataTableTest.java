package dev.firn.sql.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.MetadataTableUtils;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracles are Iceberg's own metadata tables, and DuckDB reads every batch. */
final class MetadataTableTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "k", Types.IntegerType.get()),
          Types.NestedField.optional(2, "n", Types.LongType.get()),
          Types.NestedField.optional(3, "s", Types.StringType.get()),
          Types.NestedField.optional(4, "d", Types.DateType.get()),
          Types.NestedField.optional(5, "u", Types.UUIDType.get()),
          Types.NestedField.optional(
              6,
              "r",
              Types.StructType.of(Types.NestedField.optional(7, "m", Types.DecimalType.of(9, 2)))));
  private static final PartitionSpec BY_K = PartitionSpec.builderFor(SCHEMA).identity("k").build();

  @TempDir private Path folder;
  private Firn firn;
  private FirnTable table;
  private int fileCount;

  @BeforeEach
  void create() {
    firn = new TestWarehouse(folder).open();
    table =
        firn.createTable(
            new NewTable(
                TestWarehouse.TABLE,
                SCHEMA,
                BY_K,
                SortOrder.unsorted(),
                Map.of("owner", "test"),
                Optional.empty()));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void namesAreTheWordsAfterTheDollarSignInAnyCase() {
    assertThat(MetadataTable.of("files")).contains(MetadataTable.FILES);
    assertThat(MetadataTable.of("Partitions")).contains(MetadataTable.PARTITIONS);
    assertThat(MetadataTable.of("entries")).isEmpty();
    assertThat(MetadataTable.of("")).isEmpty();
  }

  @Test
  void filesSayWhatIcebergsOwnTableSays() throws IOException {
    fill();
    assertThat(ours(MetadataTable.FILES).stream().map(MetadataTableTest::comparableFile))
        .containsExactlyInAnyOrderElementsOf(
            icebergs(MetadataTableType.FILES).stream()
                .map(MetadataTableTest::comparableFile)
                .toList());
  }

  @Test
  void boundsAreTextAsIcebergShowsValues() throws IOException {
    append(file(BY_K, 1, 3));
    Map<String, Object> row = ours(MetadataTable.FILES).getFirst();
    assertThat(row.get("lower_bounds")).hasToString("{2=-7, 3=abc, 4=2001-02-03, 7=1.50}");
    assertThat(row.get("partition")).isEqualTo("k=1");
    assertThat(row.get("rows")).isEqualTo(3L);
  }

  @Test
  void manifestsSayWhatIcebergsOwnTableSays() throws IOException {
    fill();
    List<Map<String, Object>> ours = ours(MetadataTable.MANIFESTS);
    for (Map<String, Object> row : icebergs(MetadataTableType.MANIFESTS)) {
      Map<String, Object> same =
          ours.stream().filter(each -> each.get("path").equals(row.get("path"))).findFirst().get();
      for (String name : row.keySet()) {
        Object expected = row.get(name);
        if (name.equals("partition_summaries")) {
          assertThat(summaries(same.get(name))).isEqualTo(summaries(expected));
        } else {
          assertThat(same.get(name)).as(name).isEqualTo(expected);
        }
      }
    }
    assertThat(ours).hasSameSizeAs(icebergs(MetadataTableType.MANIFESTS));
  }

  @Test
  void partitionsSayWhatIcebergsOwnTableSays() throws IOException {
    fill();
    List<String> names =
        List.of(
            "spec_id",
            "position_delete_record_count",
            "position_delete_file_count",
            "equality_delete_record_count",
            "equality_delete_file_count",
            "last_updated_at",
            "last_updated_snapshot_id");
    List<List<Object>> ours = new ArrayList<>();
    for (Map<String, Object> row : ours(MetadataTable.PARTITIONS)) {
      List<Object> cells =
          new ArrayList<>(List.of(row.get("rows"), row.get("files"), row.get("bytes")));
      names.forEach(name -> cells.add(number(row.get(name))));
      ours.add(cells);
    }
    List<List<Object>> icebergs = new ArrayList<>();
    for (Map<String, Object> row : icebergs(MetadataTableType.PARTITIONS)) {
      List<Object> cells = new ArrayList<>();
      cells.add(row.get("record_count"));
      cells.add(number(row.get("file_count")));
      cells.add(row.get("total_data_file_size_in_bytes"));
      names.forEach(name -> cells.add(number(row.get(name))));
      icebergs.add(cells);
    }
    assertThat(ours).containsExactlyInAnyOrderElementsOf(icebergs);
  }

  @Test
  void snapshotsHistoryAndRefsSayWhatIcebergsOwnTablesSay() throws IOException {
    fill();
    evolve(
        it ->
            it.manageSnapshots()
                .createTag("first", oldest(it))
                .setMaxRefAgeMs("first", 9)
                .commit());
    table.rollback(new SnapshotTarget.Previous());
    requireSame(
        MetadataTable.SNAPSHOTS,
        MetadataTableType.SNAPSHOTS,
        "committed_at",
        "snapshot_id",
        "parent_id",
        "operation",
        "manifest_list",
        "summary");
    requireSame(
        MetadataTable.HISTORY,
        MetadataTableType.HISTORY,
        "made_current_at",
        "snapshot_id",
        "parent_id",
        "is_current_ancestor");
    requireSame(
        MetadataTable.REFS,
        MetadataTableType.REFS,
        "name",
        "type",
        "snapshot_id",
        "max_reference_age_in_ms",
        "min_snapshots_to_keep",
        "max_snapshot_age_in_ms");
    assertThat(
            ours(MetadataTable.SNAPSHOTS).stream()
                .filter(row -> row.get("is_current").equals(true)))
        .extracting(row -> row.get("snapshot_id"))
        .containsExactly(table.metadata().currentSnapshot().snapshotId());
    assertThat(ours(MetadataTable.PROPERTIES))
        .contains(Map.of("key", "owner", "value", "test"))
        .hasSameSizeAs(table.metadata().properties().entrySet());
  }

  @Test
  void tablesOfASnapshotAreAskedAtOlderOnes() throws IOException {
    append(file(BY_K, 1, 3));
    long first = table.metadata().currentSnapshot().snapshotId();
    evolve(it -> it.updateSchema().addColumn("later", Types.LongType.get()).commit());
    append(file(BY_K, 2, 4));
    assertThat(read(MetadataTable.FILES, OptionalLong.of(first))).hasSize(1);
    assertThat(read(MetadataTable.MANIFESTS, OptionalLong.of(first))).hasSize(1);
    assertThat(read(MetadataTable.FILES, OptionalLong.empty())).hasSize(2);
    Map<String, Object> then = read(MetadataTable.PARTITIONS, OptionalLong.of(first)).getFirst();
    Map<String, Object> now = read(MetadataTable.PARTITIONS, OptionalLong.empty()).getFirst();
    assertThat(then.get("data").toString()).doesNotContain("later");
    assertThat(now.get("data").toString()).contains("later");
    assertThatThrownBy(() -> read(MetadataTable.FILES, OptionalLong.of(17)))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_NOT_FOUND));
  }

  @ParameterizedTest
  @EnumSource
  void tablesOfNoSingleSnapshotTakeNone(MetadataTable kind) throws IOException {
    append(file(BY_K, 1, 3));
    OptionalLong current = OptionalLong.of(table.metadata().currentSnapshot().snapshotId());
    if (kind.takesSnapshot()) {
      assertThat(read(kind, current)).isEqualTo(read(kind, OptionalLong.empty()));
    } else {
      assertThatThrownBy(() -> read(kind, current)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void emptyTableHasColumnsAndNoRowsOfSnapshots(MetadataTable kind) throws IOException {
    List<Map<String, Object>> rows = ours(kind);
    assertThat(rows.isEmpty()).isEqualTo(kind != MetadataTable.PROPERTIES);
  }

  @ParameterizedTest
  @EnumSource
  void duckDbReadsEveryRowOfEveryTable(MetadataTable kind) throws IOException {
    fill();
    assertThat(duckDb("SELECT * FROM m", kind)).hasSameSizeAs(ours(kind)).isNotEmpty();
  }

  @Test
  void duckDbSeesTypedFiguresOfColumns() throws IOException {
    append(file(BY_K, 1, 3), file(BY_K, 1, 4));
    Map<String, Object> row =
        duckDb(
                "SELECT data.n.min + 1 AS n, data.d.max = DATE '2003-04-05' AS d, data.n.nulls AS"
                    + " nulls, data.\"r.m\".max AS m, data.s.max_is_exact AS exact, data.u.min AS u,"
                    + " last_updated_at > TIMESTAMPTZ '2026-01-01' AS updated FROM m",
                MetadataTable.PARTITIONS)
            .getFirst();
    assertThat(row.get("n")).isEqualTo(-6L);
    assertThat(row.get("d")).isEqualTo(true);
    assertThat(row.get("nulls")).isEqualTo(2L);
    assertThat(row.get("m")).hasToString("99.25");
    assertThat(row.get("exact")).isEqualTo(false);
    assertThat(row.get("u")).isNull();
    assertThat(row.get("updated")).isEqualTo(true);
  }

  @Test
  void manyFilesPassInBoundedBatches() throws IOException {
    DataFile[] files = new DataFile[5_000];
    for (int i = 0; i < files.length; i++) {
      files[i] = file(BY_K, i % 7, 1);
    }
    append(files);
    int rows = 0;
    try (BufferAllocator own = firn.allocator().newChildAllocator("test", 0, 32 << 20);
        ArrowReader reader =
            MetadataTable.FILES.open(
                table.name(), table.icebergTable(), OptionalLong.empty(), own)) {
      while (reader.loadNextBatch()) {
        assertThat(reader.getVectorSchemaRoot().getRowCount()).isBetween(1, 1_024);
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
      assertThat(own.getPeakMemoryAllocation()).isLessThan(8 << 20);
    }
    assertThat(rows).isEqualTo(5_000);
  }

  /** Two specs, all kinds of files, removed ones too. */
  private void fill() {
    DataFile gone = file(BY_K, 1, 3);
    append(gone, file(BY_K, 1, 10), file(BY_K, 2, 20));
    evolve(it -> it.newDelete().deleteFile(gone).commit());
    evolve(it -> it.updateSpec().addField(Expressions.bucket("s", 4)).commit());
    PartitionSpec both = table.icebergTable().spec();
    append(file(both, 5, 50));
    evolve(
        it ->
            it.newRowDelta()
                .addDeletes(deletes().ofPositionDeletes().withRecordCount(4).build())
                .addDeletes(deletes().ofPositionDeletes().withRecordCount(5).build())
                .addDeletes(deletes().ofEqualityDeletes(2, 3).withRecordCount(3).build())
                .commit());
  }

  private DataFile file(PartitionSpec spec, int k, long rows) {
    return DataFiles.builder(spec)
        .withPath("file:///data/" + fileCount++ + ".parquet")
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(100 * rows)
        .withPartition(partition(spec, k))
        .withSplitOffsets(List.of(4L, 400L))
        .withMetrics(
            new Metrics(
                rows,
                Map.of(2, 40L),
                Map.of(2, rows, 3, rows, 4, rows, 7, rows),
                Map.of(2, 1L, 3, 0L, 4, 0L, 7, 0L),
                Map.of(),
                Map.of(2, bytes(2, -7L), 3, bytes(3, "abc"), 4, bytes(4, 11_356), 7, money("1.50")),
                Map.of(
                    2, bytes(2, 9L), 3, bytes(3, "xyz"), 4, bytes(4, 12_147), 7, money("99.25"))))
        .build();
  }

  private FileMetadata.Builder deletes() {
    return FileMetadata.deleteFileBuilder(BY_K)
        .withPath("file:///data/" + fileCount++ + "-deletes.parquet")
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(50)
        .withPartition(partition(BY_K, 1));
  }

  private static PartitionData partition(PartitionSpec spec, int k) {
    PartitionData values = new PartitionData(spec.partitionType());
    values.set(0, k);
    return values;
  }

  private static ByteBuffer bytes(int id, Object value) {
    return Conversions.toByteBuffer(SCHEMA.findType(id), value);
  }

  private static ByteBuffer money(String value) {
    return bytes(7, new java.math.BigDecimal(value));
  }

  private void append(DataFile... files) {
    evolve(
        it -> {
          AppendFiles append = it.newAppend();
          List.of(files).forEach(append::appendFile);
          append.commit();
        });
  }

  private void evolve(Consumer<Table> changes) {
    Evolution.evolve(firn, table, changes);
  }

  private static long oldest(Table table) {
    return table.snapshots().iterator().next().snapshotId();
  }

  private void requireSame(MetadataTable kind, MetadataTableType type, String... names)
      throws IOException {
    assertThat(ours(kind).stream().map(row -> select(row, names)))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            icebergs(type).stream().map(row -> select(row, names)).toList());
  }

  private static List<Object> select(Map<String, Object> row, String... names) {
    List<Object> cells = new ArrayList<>();
    for (String name : names) {
      assertThat(row).containsKey(name);
      cells.add(row.get(name));
    }
    return cells;
  }

  private static Map<String, Object> comparableFile(Map<String, Object> row) {
    Map<String, Object> file = new TreeMap<>();
    for (String name :
        List.of(
            "content",
            "file_format",
            "spec_id",
            "sort_order_id",
            "column_sizes",
            "value_counts",
            "null_value_counts",
            "nan_value_counts",
            "key_metadata",
            "split_offsets",
            "equality_ids")) {
      assertThat(row).containsKey(name);
      file.put(name, String.valueOf(row.get(name)));
    }
    file.put("path", row.getOrDefault("path", row.get("file_path")));
    file.put("rows", row.getOrDefault("rows", row.get("record_count")));
    file.put("bytes", row.getOrDefault("bytes", row.get("file_size_in_bytes")));
    for (String bounds : List.of("lower_bounds", "upper_bounds")) {
      Map<?, ?> byId = (Map<?, ?>) row.get(bounds);
      file.put(bounds, byId == null ? "null" : byId.keySet().toString());
    }
    return file;
  }

  /** Rows there and structs here; a bound that does not exist is there the text null. */
  private static List<List<String>> summaries(Object summaries) {
    List<List<String>> rows = new ArrayList<>();
    for (Object summary : (List<?>) summaries) {
      List<String> row = new ArrayList<>();
      if (summary instanceof StructLike struct) {
        for (int i = 0; i < struct.size(); i++) {
          row.add(String.valueOf(struct.get(i, Object.class)));
        }
      } else {
        Map<?, ?> struct = (Map<?, ?>) summary;
        for (String name : List.of("contains_null", "contains_nan", "lower_bound", "upper_bound")) {
          row.add(String.valueOf(struct.get(name)));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static Object number(Object value) {
    return value instanceof Number number ? number.longValue() : value;
  }

  private List<Map<String, Object>> ours(MetadataTable kind) throws IOException {
    return read(kind, OptionalLong.empty());
  }

  private List<Map<String, Object>> read(MetadataTable kind, OptionalLong at) throws IOException {
    try (ArrowReader reader = kind.open(table.name(), table.icebergTable(), at, firn.allocator())) {
      return rows(reader);
    }
  }

  private List<Map<String, Object>> duckDb(String sql, MetadataTable kind) throws IOException {
    DuckDbSettings settings = DuckDbSettings.of(64L << 20, 1);
    try (DuckDbSession session = DuckDbSession.open(settings, firn.budget());
        ArrowReader result =
            session.query(
                sql,
                Map.of(
                    "m",
                    kind.open(
                        table.name(),
                        table.icebergTable(),
                        OptionalLong.empty(),
                        firn.allocator())),
                1_000)) {
      return rows(result);
    }
  }

  private static List<Map<String, Object>> rows(ArrowReader reader) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    while (reader.loadNextBatch()) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      for (int row = 0; row < root.getRowCount(); row++) {
        Map<String, Object> cells = new TreeMap<>();
        for (FieldVector vector : root.getFieldVectors()) {
          cells.put(vector.getName(), plain(vector.getField(), vector.getObject(row)));
        }
        rows.add(cells);
      }
    }
    return rows;
  }

  /** Arrow's objects as Java's; a list of entries is a map. */
  private static Object plain(Field field, Object value) {
    return switch (value) {
      case null -> null;
      case List<?> list
          when field.getType() instanceof org.apache.arrow.vector.types.pojo.ArrowType.Map -> {
        Map<Object, Object> map = new TreeMap<>(Comparator.comparing(Object::toString));
        for (Object entry : list) {
          Map<?, ?> pair = (Map<?, ?>) entry;
          Object each = pair.get("value");
          map.put(text(pair.get("key")), text(each));
        }
        yield map;
      }
      case List<?> list -> new ArrayList<>(list);
      default -> text(value);
    };
  }

  private static Object text(Object value) {
    return switch (value) {
      case null -> null;
      case org.apache.arrow.vector.util.Text text -> text.toString();
      case CharSequence text -> text.toString();
      default -> value;
    };
  }

  private List<Map<String, Object>> icebergs(MetadataTableType type) throws IOException {
    Table metadata = MetadataTableUtils.createMetadataTableInstance(table.icebergTable(), type);
    List<Types.NestedField> columns = metadata.schema().columns();
    List<Map<String, Object>> rows = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = metadata.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<StructLike> data = task.asDataTask().rows()) {
          for (StructLike struct : data) {
            Map<String, Object> cells = new TreeMap<>();
            for (int i = 0; i < columns.size(); i++) {
              Object value = struct.get(i, Object.class);
              cells.put(columns.get(i).name(), copied(value));
            }
            rows.add(cells);
          }
        }
      }
    }
    return rows;
  }

  private static Object copied(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new TreeMap<>(Comparator.comparing(Object::toString));
      copy.putAll(map);
      return copy;
    }
    return text(value);
  }
}

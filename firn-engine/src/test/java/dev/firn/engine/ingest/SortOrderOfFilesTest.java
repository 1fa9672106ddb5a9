package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.commit.Append;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.memory.MemoryShare;
import dev.firn.engine.partition.PartitionFields;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.StagedFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file says that it has the table's order only if all of its rows were found to have it. */
final class SortOrderOfFilesTest {
  private static final String COMMIT = "01KDYAK34811M03475E8KHKE0Q";

  @TempDir private Path folder;
  private Firn firn;
  private FirnTable table;

  @BeforeEach
  void open() {
    firn = new TestWarehouse(folder.resolve("warehouse")).open();
    table =
        firn.createTable(
            new NewTable(
                TestWarehouse.TABLE,
                TestWarehouse.SCHEMA,
                PartitionSpec.builderFor(TestWarehouse.SCHEMA).truncate("n", 10).build(),
                SortOrder.builderFor(TestWarehouse.SCHEMA).asc("n").build(),
                Map.of(),
                Optional.empty()));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void fileWithRowsThatAreOutOfOrderHasNone() throws Exception {
    LaneParts parts = firn.lanes().parts();
    StagedFiles staged;
    try (MemoryShare share = firn.budget().share("a test");
        DataFileWriter writer =
            new DataFileWriter(
                new StagingFactory(parts.load())
                    .plan(TestWarehouse.TABLE, table.metadata(), COMMIT, share))) {
      write(writer, true, 1, 2);
      write(writer, true, 3);
      write(writer, true, 11, 12);
      write(writer, false, 11);
      write(writer, true, 13);
      write(writer, true, 21);
      staged = writer.finish();
    }
    var _ =
        parts
            .committers()
            .apply(TestWarehouse.TABLE)
            .commit(
                new Append(
                    COMMIT,
                    TestWarehouse.TABLE,
                    table.metadata().uuid(),
                    staged,
                    "test",
                    0,
                    Optional.empty()));
    Map<Long, Integer> orders = new HashMap<>();
    for (DataFile file : table.dataFiles()) {
      orders.put(file.partition().get(0, Long.class), file.sortOrderId());
      assertThat(isSortedByItsFooter(file)).isEqualTo(file.sortOrderId() == 1);
    }
    assertThat(orders).containsExactlyInAnyOrderEntriesOf(Map.of(0L, 1, 10L, 0, 20L, 1));
    assertThat(table.verify().problems()).isEmpty();
  }

  private static boolean isSortedByItsFooter(DataFile file) throws IOException {
    try (RandomAccessFile bytes =
        new RandomAccessFile(Path.of(URI.create(file.location())).toFile(), "r")) {
      bytes.seek(bytes.length() - 8);
      byte[] footer = new byte[Integer.reverseBytes(bytes.readInt())];
      bytes.seek(bytes.length() - 8 - footer.length);
      bytes.readFully(footer);
      RowGroup rowGroup =
          Util.readFileMetaData(new ByteArrayInputStream(footer)).getRow_groups().getFirst();
      return rowGroup.isSetSorting_columns()
          && rowGroup.getSorting_columns().equals(List.of(new SortingColumn(0, false, true)));
    }
  }

  private void write(DataFileWriter writer, boolean isInOrder, long... numbers) {
    VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowMapping.toArrow(TestWarehouse.SCHEMA), firn.allocator());
    TestWarehouse.fill(root, numbers);
    try (RetainedRows rows = new RetainedRows()) {
      rows.add(ValidBatch.of(new BatchOrigin("test", 1), root));
      PartitionKey partition =
          PartitionFields.of(table.metadata().spec(), TestWarehouse.SCHEMA, rows).partitionOf(0);
      writer.append(new PartitionSlice(partition, root, 0, numbers.length, 8), isInOrder);
    }
  }
}

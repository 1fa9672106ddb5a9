package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MadeUpRowsTest {
  @TempDir Path folder;

  @Test
  void rowsAreTheSameWheneverTheyAreAskedFor() throws IOException {
    List<Supplier<MadeUpRows>> all =
        List.of(() -> new WideRows(30), OrderRows::new, TextRows::new, SensorRows::new);
    for (Supplier<MadeUpRows> each : all) {
      Path one = folder.resolve("one.arrow");
      Path other = folder.resolve("other.arrow");
      each.get().write(100, one);
      each.get().write(100, other);
      assertThat(other).hasBinaryContent(Files.readAllBytes(one));
    }
  }

  @Test
  void threeOfTenWideValuesAreNull() throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBatches rows = written(new WideRows(22), 2_000, allocator)) {
      for (FieldVector column : rows.batches().getFirst().getFieldVectors()) {
        assertThat(column.getNullCount()).as(column.getName()).isBetween(500, 700);
      }
    }
  }

  @Test
  void ordersHaveOneToSevenLinesEach() throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBatches rows = written(new OrderRows(), 500, allocator)) {
      Set<Integer> counts = new HashSet<>();
      ListVector lines = (ListVector) rows.batches().getFirst().getVector("o_lines");
      for (int row = 0; row < lines.getValueCount(); row++) {
        counts.add(lines.getElementEndIndex(row) - lines.getElementStartIndex(row));
      }
      assertThat(counts).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
    }
  }

  @Test
  void batchesEndAtTheirRowsAndAllRowsAreInThem() throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBatches rows = written(new SensorRows(), 65_537, allocator)) {
      assertThat(rows.batches())
          .extracting(VectorSchemaRoot::getRowCount)
          .containsExactly(65_536, 1);
      assertThat(ArrowBatches.Facts.of(folder.resolve("rows.arrow"), allocator).rows())
          .isEqualTo(65_537);
    }
  }

  private ArrowBatches written(MadeUpRows generator, long rows, BufferAllocator allocator)
      throws IOException {
    Path arrow = folder.resolve("rows.arrow");
    generator.write(rows, arrow);
    return ArrowBatches.load(arrow, allocator);
  }
}

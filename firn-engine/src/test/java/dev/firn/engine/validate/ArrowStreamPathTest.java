package dev.firn.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.Projection;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.schema.SourceShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole way of a batch from an Arrow stream, whose reader fills one root again and again. */
class ArrowStreamPathTest {
  private static final Schema TABLE =
      new Schema(
          Types.NestedField.required(1, "word", Types.StringType.get()),
          Types.NestedField.required(2, "number", Types.LongType.get()),
          Types.NestedField.required(3, "same", Types.IntegerType.get()));
  private static final List<String> WORDS = List.of("null", "eins", "zwei");

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void leavesNoBufferBehind() {
    allocator.close();
  }

  @Test
  void bringsEveryBatchIntoTheTablesSchema() throws Exception {
    List<String> rows = new ArrayList<>();
    ViolationLog log = ViolationLog.of("ns.t");
    load(stream(3), log, rows);

    log.requireEmpty();
    assertThat(rows)
        .containsExactly("eins 0 0", "zwei 1 1", "eins 2 2", "zwei 3 3", "eins 4 4", "zwei 5 5");
  }

  @Test
  void countsOverAllBatchesWhatIsWrong() throws Exception {
    List<String> rows = new ArrayList<>();
    ViolationLog log = ViolationLog.of("ns.t", 2);
    load(streamWithNulls(4), log, rows);

    assertThat(rows).isEmpty();
    assertThatThrownBy(log::requireEmpty)
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.violationCount()).isEqualTo(8);
              assertThat(e.violations())
                  .extracting(violation -> violation.row() + " " + violation.column())
                  .containsExactly("1 number", "1 same");
            });
  }

  private void load(byte[] stream, ViolationLog log, List<String> rows) throws Exception {
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(stream), allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      SourceShape source = new SourceShape("a.arrow", root.getSchema(), reader);
      Projection projection =
          Projection.of(SourceMatch.of("ns.t", TABLE, source, MatchOptions.STRICT));
      BatchValidator validator = BatchValidator.of(TABLE);
      long firstRow = 1;
      while (reader.loadNextBatch()) {
        BatchOrigin origin = new BatchOrigin("a.arrow", firstRow);
        firstRow += root.getRowCount();
        try (IncomingBatch batch = IncomingBatch.of(origin, root, reader)) {
          ProjectedBatch projected = projection.project(batch, allocator, log);
          Optional<ValidBatch> valid = validator.check(projected, log);
          valid.ifPresent(checked -> addRows(checked, rows));
        }
      }
    }
  }

  private static void addRows(ValidBatch batch, List<String> rows) {
    try (batch) {
      assertThat(batch.root().getSchema()).isEqualTo(ArrowMapping.toArrow(TABLE));
      for (int i = 0; i < batch.rowCount(); i++) {
        StringBuilder row = new StringBuilder();
        for (FieldVector vector : batch.root().getFieldVectors()) {
          row.append(row.isEmpty() ? "" : " ").append(vector.getObject(i));
        }
        rows.add(row.toString());
      }
    }
  }

  private byte[] stream(int batchCount) throws Exception {
    return stream(batchCount, true);
  }

  private byte[] streamWithNulls(int batchCount) throws Exception {
    return stream(batchCount, false);
  }

  /** Batches of two rows: a dictionary-encoded word, and twice the row's number. */
  private byte[] stream(int batchCount, boolean isFilled) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DictionaryProvider.MapDictionaryProvider dictionaries = dictionaries();
        IntVector same = new IntVector("same", allocator);
        IntVector number = new IntVector("number", allocator);
        VarCharVector plain = words("word", "eins", "zwei");
        FieldVector word = (FieldVector) DictionaryEncoder.encode(plain, dictionaries.lookup(1));
        VectorSchemaRoot root = VectorSchemaRoot.of(same, number, word);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, dictionaries, bytes)) {
      for (int batch = 0; batch < batchCount; batch++) {
        for (int i = 0; i < 2; i++) {
          number.setSafe(i, batch * 2 + i);
          same.setSafe(i, batch * 2 + i);
          if (!isFilled && i == batch % 2) {
            number.setNull(i);
            same.setNull(i);
          }
        }
        root.setRowCount(2);
        writer.writeBatch();
      }
    }
    return bytes.toByteArray();
  }

  private DictionaryProvider.MapDictionaryProvider dictionaries() {
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(16, true));
    VarCharVector words = words("words", WORDS.toArray(String[]::new));
    return new DictionaryProvider.MapDictionaryProvider(new Dictionary(words, encoding));
  }

  private VarCharVector words(String name, String... words) {
    VarCharVector vector = new VarCharVector(name, allocator);
    for (int i = 0; i < words.length; i++) {
      vector.setSafe(i, words[i].getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(words.length);
    return vector;
  }
}

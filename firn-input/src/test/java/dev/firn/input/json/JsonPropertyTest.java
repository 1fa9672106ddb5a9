package dev.firn.input.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.schema.MatchOptions;
import dev.firn.input.json.JsonFixtures.Form;
import dev.firn.input.json.JsonFixtures.Outcome;
import dev.firn.input.text.TextLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the schema, what was written as JSON is what is read. */
final class JsonPropertyTest {
  private static final int SCHEMAS = 40;
  private static final int ROWS_MAX = 60;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyValueOfEverySchemaIsReadAsItWasWritten(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < SCHEMAS; round++) {
      RandomJson json = new RandomJson(random);
      Schema schema = json.schema();
      List<Object> models = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      int rows = random.nextInt(ROWS_MAX);
      for (int row = 0; row < rows; row++) {
        RandomJson.Value value = json.row(schema);
        models.add(value.model());
        texts.add(value.json());
      }
      TextLimits limits = new TextLimits(1 + random.nextInt(20), 1 + random.nextInt(10_000));
      int pieceBytes = 1 + random.nextInt(100);
      requireSame(Form.LINES, schema, lines(texts, random), limits, pieceBytes, models);
      String array = "[" + String.join(random.nextBoolean() ? ",\n" : ",", texts) + "]";
      requireSame(Form.ARRAY, schema, array, limits, pieceBytes, models);
    }
  }

  private static void requireSame(
      Form form,
      Schema schema,
      String text,
      TextLimits limits,
      int pieceBytes,
      List<Object> models) {
    Outcome outcome =
        JsonFixtures.read(
            form,
            schema,
            MatchOptions.STRICT,
            limits,
            new SlowStream(RandomJson.utf8(text), pieceBytes));
    assertThat(outcome.violations()).as(schema + "\n" + text).isEmpty();
    // By text, because a float's NaN has many bit patterns and one name.
    assertThat(outcome.rows()).hasSameSizeAs(models);
    for (int row = 0; row < models.size(); row++) {
      assertThat(outcome.rows().get(row)).as(schema.toString()).hasToString("" + models.get(row));
    }
    for (int batchRows : outcome.batchRows()) {
      assertThat(batchRows).isBetween(1, limits.batchRows());
    }
  }

  private static String lines(List<String> texts, Random random) {
    StringBuilder lines = new StringBuilder();
    for (String text : texts) {
      lines.append(text).append(random.nextInt(5) == 0 ? "\r\n\n" : "\n");
    }
    return lines.toString();
  }
}

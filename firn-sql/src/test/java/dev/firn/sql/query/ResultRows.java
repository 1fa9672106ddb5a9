package dev.firn.sql.query;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Results as lines, to be compared. */
final class ResultRows {
  /** Sums of doubles depend on the order of rows in their last digits. */
  private static final MathContext DOUBLE_DIGITS = new MathContext(12);

  private ResultRows() {}

  /** The rows in their order. */
  static List<String> of(ArrowReader rows) throws IOException {
    List<String> lines = new ArrayList<>();
    VectorSchemaRoot root = rows.getVectorSchemaRoot();
    while (rows.loadNextBatch()) {
      for (int row = 0; row < root.getRowCount(); row++) {
        StringBuilder line = new StringBuilder();
        for (FieldVector vector : root.getFieldVectors()) {
          line.append(text(vector.getObject(row))).append(" | ");
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /** The rows in an order of their own. */
  static List<String> sorted(ArrowReader rows) throws IOException {
    return of(rows).stream().sorted().toList();
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "NULL";
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Double number when Double.isFinite(number) && number != 0 ->
          new BigDecimal(number).round(DOUBLE_DIGITS).toString();
      default -> value.toString();
    };
  }
}

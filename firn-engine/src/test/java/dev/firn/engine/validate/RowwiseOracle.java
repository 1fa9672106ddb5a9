package dev.firn.engine.validate;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The rules once more, said as plainly as possible: one row, one value after the other. */
final class RowwiseOracle {
  private final List<String> violations = new ArrayList<>();

  static List<String> violations(Schema table, List<List<Cell>> columns, int rowCount) {
    RowwiseOracle oracle = new RowwiseOracle();
    for (int row = 0; row < rowCount; row++) {
      for (int column = 0; column < columns.size(); column++) {
        Types.NestedField field = table.columns().get(column);
        oracle.check(row + 1, field.name(), field, columns.get(column).get(row));
      }
    }
    return oracle.violations;
  }

  private void check(int row, String path, Types.NestedField field, Cell cell) {
    if (field.type().typeId() == Type.TypeID.UNKNOWN) {
      return;
    }
    if (cell.isNull()) {
      if (field.isRequired()) {
        violations.add(row + " " + path);
      }
    } else if (field.type().isNestedType()) {
      checkNested(row, path, field.type().asNestedType(), (List<?>) cell.content());
    } else if (!fits(field.type(), cell.content())) {
      violations.add(row + " " + path);
    }
  }

  private void checkNested(int row, String path, Type.NestedType type, List<?> cells) {
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = (Cell) cells.get(i);
      if (type.isMapType()) {
        List<?> entry = (List<?>) cell.content();
        check(row, path + ".key", type.fields().getFirst(), (Cell) entry.getFirst());
        check(row, path + ".value", type.fields().getLast(), (Cell) entry.getLast());
      } else {
        Types.NestedField field = type.fields().get(type.isListType() ? 0 : i);
        check(row, path + "." + field.name(), field, cell);
      }
    }
  }

  private static boolean fits(Type type, Object content) {
    return switch (type) {
      case Types.StringType _ -> isUtf8((byte[]) content);
      case Types.DecimalType decimal ->
          ((BigInteger) content).abs().compareTo(BigInteger.TEN.pow(decimal.precision())) < 0;
      case Types.TimeType _ -> (Long) content >= 0;
      default -> true;
    };
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

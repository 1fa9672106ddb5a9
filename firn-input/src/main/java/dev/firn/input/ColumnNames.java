package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.HashSet;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Columns are matched by name from here on, so two of the same name would lose one. */
final class ColumnNames {
  private ColumnNames() {}

  static void check(String source, Schema schema) {
    Set<String> seen = new HashSet<>();
    for (Field field : schema.getFields()) {
      if (!seen.add(field.getName())) {
        throw new FirnException(
            ErrorCode.INPUT_UNREADABLE,
            "Input '"
                + source
                + "': expected each column once, found '"
                + field.getName()
                + "' twice. Rename or drop one of them.");
      }
    }
  }
}

package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Set;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads the schema of an Arrow input. A decimal that Arrow's library has no vector for is refused
 * by its name here, because the library would fail on it as on a damaged file.
 */
final class IpcSchema {
  private static final Set<Integer> DECIMAL_BITS = Set.of(128, 256);

  private IpcSchema() {}

  /**
   * The schema as vectors are made of it.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} naming a column that cannot be read
   */
  static Schema of(org.apache.arrow.flatbuf.Schema schema) {
    for (int i = 0; i < schema.fieldsLength(); i++) {
      requireReadable(schema.fields(i), schema.fields(i).name());
    }
    return Schema.convertSchema(schema);
  }

  private static void requireReadable(Field field, String path) {
    if (field.typeType() == Type.Decimal) {
      requireReadable((Decimal) field.type(new Decimal()), path);
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      requireReadable(field.children(i), path + "." + field.children(i).name());
    }
  }

  private static void requireReadable(Decimal type, String path) {
    if (!DECIMAL_BITS.contains(type.bitWidth())) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Column '"
              + path
              + "': expected a decimal of 128 bits, found decimal("
              + type.precision()
              + ", "
              + type.scale()
              + ") of "
              + type.bitWidth()
              + " bits. Cast it before the load.");
    }
  }
}

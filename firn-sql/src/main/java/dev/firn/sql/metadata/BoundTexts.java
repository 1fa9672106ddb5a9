package dev.firn.sql.metadata;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Shows columns' bounds as text, as Iceberg shows the values of a type. Bounds that are no values
 * (geometry, variant), and those of columns that the table does not know, are shown as bytes.
 */
final class BoundTexts {
  private final Map<Integer, Type> types = new HashMap<>();

  BoundTexts(Table table) {
    // Older schemas know columns that were dropped; the current one has the last word.
    for (Schema schema : table.schemas().values()) {
      addAll(schema);
    }
    addAll(table.schema());
    types.put(MetadataColumns.DELETE_FILE_PATH.fieldId(), MetadataColumns.DELETE_FILE_PATH.type());
    types.put(MetadataColumns.DELETE_FILE_POS.fieldId(), MetadataColumns.DELETE_FILE_POS.type());
  }

  @Nullable Map<Integer, String> of(@Nullable Map<Integer, ByteBuffer> bounds) {
    if (bounds == null) {
      return null;
    }
    Map<Integer, String> texts = new TreeMap<>();
    bounds.forEach((id, bound) -> texts.put(id, text(types.get(id), bound)));
    return texts;
  }

  private void addAll(Schema schema) {
    for (Types.NestedField field : TypeUtil.indexById(schema.asStruct()).values()) {
      types.put(field.fieldId(), field.type());
    }
  }

  private static String text(@Nullable Type type, ByteBuffer bound) {
    if (type == null || !isOfValues(type)) {
      byte[] bytes = new byte[bound.remaining()];
      bound.duplicate().get(bytes);
      return "0x" + HexFormat.of().formatHex(bytes);
    }
    return Transforms.identity().toHumanString(type, Conversions.fromByteBuffer(type, bound));
  }

  private static boolean isOfValues(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN,
          INTEGER,
          LONG,
          FLOAT,
          DOUBLE,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMP_NANO,
          STRING,
          UUID,
          FIXED,
          BINARY,
          DECIMAL ->
          true;
      case GEOMETRY, GEOGRAPHY, STRUCT, LIST, MAP, VARIANT, UNKNOWN -> false;
    };
  }
}

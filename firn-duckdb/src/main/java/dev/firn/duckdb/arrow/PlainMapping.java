package dev.firn.duckdb.arrow;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Decides for each field, at every depth, what its plain form is and how to get there. */
final class PlainMapping {
  private static final String EXTENSION_NAME = "ARROW:extension:name";
  private static final String EXTENSION_METADATA = "ARROW:extension:metadata";
  private static final ArrowType HUGEINT = new ArrowType.Decimal(38, 0, 128);

  private final Map<Long, Dictionary> dictionaries;

  private PlainMapping(Map<Long, Dictionary> dictionaries) {
    this.dictionaries = dictionaries;
  }

  /**
   * The way of one column.
   *
   * @param dictionaries by id; read again at every batch, because a stream may replace them
   */
  static PlainColumn of(Field field, Map<Long, Dictionary> dictionaries) {
    return new PlainMapping(dictionaries).column(field, field.getName());
  }

  private PlainColumn column(Field field, String path) {
    if (field.getDictionary() != null) {
      return decoded(field, path);
    }
    String extension = field.getMetadata().getOrDefault(EXTENSION_NAME, "");
    return switch (extension) {
      case "arrow.bool8" -> new BoolColumn(retyped(field, ArrowType.Bool.INSTANCE));
      case "arrow.json" -> column(withoutExtension(field), path);
      case "arrow.opaque" -> opaque(field, path);
      default -> byType(field, path);
    };
  }

  private PlainColumn decoded(Field field, String path) {
    Dictionary dictionary = dictionaries.get(field.getDictionary().getId());
    if (dictionary == null) {
      throw new FirnException(
          ErrorCode.INPUT_UNREADABLE,
          "Column '" + path + "': expected the dictionary that it names, found none.");
    }
    PlainColumn values = column(dictionary.getVector().getField(), path);
    Field plain =
        new Field(
            field.getName(),
            new FieldType(field.isNullable(), values.field().getType(), null, field.getMetadata()),
            values.field().getChildren());
    return new DictionaryColumn(plain, values, dictionary, path);
  }

  /** DuckDB's own types, told by the name in the extension's metadata. */
  private static PlainColumn opaque(Field field, String path) {
    String metadata = field.getMetadata().getOrDefault(EXTENSION_METADATA, "");
    if (metadata.contains("\"uhugeint\"")) {
      return new HugeintColumn(retyped(field, HUGEINT), HugeintColumn.Sign.UNSIGNED, path);
    }
    if (metadata.contains("\"hugeint\"")) {
      return new HugeintColumn(retyped(field, HUGEINT), HugeintColumn.Sign.SIGNED, path);
    }
    throw new FirnException(
        ErrorCode.UNSUPPORTED,
        "Column '"
            + path
            + "': expected a type that Arrow and Iceberg know, found "
            + metadata
            + ". Cast it, for example to VARCHAR.");
  }

  private PlainColumn byType(Field field, String path) {
    return switch (field.getType().getTypeID()) {
      case Utf8View -> new ViewColumn(retyped(field, ArrowType.Utf8.INSTANCE));
      case BinaryView -> new ViewColumn(retyped(field, ArrowType.Binary.INSTANCE));
      case LargeUtf8 -> new LargeColumn(retyped(field, ArrowType.Utf8.INSTANCE), path);
      case LargeBinary -> new LargeColumn(retyped(field, ArrowType.Binary.INSTANCE), path);
      case LargeList -> largeList(field, path);
      case Timestamp -> SharedColumn.of(inUtc(field), List.of());
      case Struct, List, FixedSizeList, Map -> nested(field, path);
      // Types without a plain form in Iceberg pass as they are; the table's schema refuses them.
      case Null, Int, FloatingPoint, Utf8, Binary, FixedSizeBinary, Bool -> shared(field);
      case Decimal, Date, Time, Interval, Duration -> shared(field);
      case Union, ListView, LargeListView, RunEndEncoded, NONE -> shared(field);
    };
  }

  private static PlainColumn shared(Field field) {
    return SharedColumn.of(field, List.of());
  }

  private PlainColumn nested(Field field, String path) {
    List<PlainColumn> children = children(field, path);
    return SharedColumn.of(withChildren(field, field.getType(), children), children);
  }

  private PlainColumn largeList(Field field, String path) {
    List<PlainColumn> children = children(field, path);
    Field plain = withChildren(field, ArrowType.List.INSTANCE, children);
    return new LargeListColumn(plain, children.getFirst(), path);
  }

  private List<PlainColumn> children(Field field, String path) {
    List<PlainColumn> children = new ArrayList<>();
    for (Field child : field.getChildren()) {
      children.add(column(child, path + "." + child.getName()));
    }
    return children;
  }

  private static Field inUtc(Field field) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) field.getType();
    if (type.getTimezone() == null) {
      return field;
    }
    ArrowType utc = new ArrowType.Timestamp(type.getUnit(), "UTC");
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), utc, null, field.getMetadata()),
        List.of());
  }

  private static Field withChildren(Field field, ArrowType type, List<PlainColumn> children) {
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), type, null, field.getMetadata()),
        children.stream().map(PlainColumn::field).toList());
  }

  private static Field retyped(Field field, ArrowType type) {
    Map<String, String> metadata = metadataWithoutExtension(field);
    return new Field(
        field.getName(), new FieldType(field.isNullable(), type, null, metadata), List.of());
  }

  private static Field withoutExtension(Field field) {
    Map<String, String> metadata = metadataWithoutExtension(field);
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), null, metadata),
        field.getChildren());
  }

  private static Map<String, String> metadataWithoutExtension(Field field) {
    Map<String, String> metadata = new HashMap<>(field.getMetadata());
    metadata.remove(EXTENSION_NAME);
    metadata.remove(EXTENSION_METADATA);
    return metadata;
  }
}

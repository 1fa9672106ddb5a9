package dev.firn.parquet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.VariantType;
import org.jspecify.annotations.Nullable;

/**
 * Turns an Arrow schema into the schema of a file, or says all that is wrong with it. Lists have
 * the three levels {@code list.element}, maps {@code key_value.key} and {@code value}
 * (LogicalTypes.md, "Nested Types"), as Iceberg's appendix A asks.
 */
final class SchemaMapping {
  private static final String FIELD_ID_KEY = "PARQUET:field_id";
  private static final String VARIANT_EXTENSION = "arrow.parquet.variant";

  /** The format's version that VariantEncoding.md describes. */
  private static final byte VARIANT_VERSION = 1;

  /** Parquet-java's name for the root; readers do not look at it. */
  private static final String ROOT_NAME = "schema";

  private static final String LIST_GROUP = "list";
  private static final String MAP_GROUP = "key_value";

  private final List<SchemaElement> elements = new ArrayList<>();
  private final List<LeafColumn> leaves = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private SchemaMapping() {}

  /**
   * Maps the schema and checks that the options fit it.
   *
   * @throws IllegalArgumentException naming every column that cannot be written and every option
   *     for a column that does not exist
   */
  static FileSchema map(Schema schema, WriterOptions options) {
    SchemaMapping mapping = new SchemaMapping();
    List<Field> fields = schema.getFields();
    int written = writtenCount(fields);
    mapping.elements.add(new SchemaElement(ROOT_NAME).setNum_children(written));
    if (written == 0) {
      mapping.problems.add("Schema: expected at least one column, found none.");
    }
    mapping.checkNames(fields, "");
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      mapping.add(field, LeafPath.ofRoot(i, field.getName()));
    }
    mapping.checkOptions(options);
    if (!mapping.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", mapping.problems));
    }
    return new FileSchema(fields, mapping.elements, mapping.leaves);
  }

  private void checkNames(List<Field> fields, String prefix) {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.getName())) {
        refuse(prefix + field.getName(), "one of this name", "more");
      }
    }
  }

  /** Adds a field and all that is nested in it; its name in the file is the path's last one. */
  private void add(Field field, LeafPath path) {
    if (field.getDictionary() != null) {
      refuse(
          path.dotted(),
          "the type of its values, to which batches may then refer by a dictionary",
          "a field that refers to dictionary " + field.getDictionary().getId() + " itself");
      return;
    }
    switch (field.getType()) {
      case ArrowType.Struct _ -> addStruct(field, path);
      case ArrowType.List _ -> addList(field, path, PathStep.Nesting.LIST);
      case ArrowType.LargeList _ -> addList(field, path, PathStep.Nesting.LARGE_LIST);
      case ArrowType.Map _ -> addMap(field, path);
      case ArrowType.Null _ -> {
        // Of unknown type: all are null, so there is nothing to write.
      }
      default -> addLeaf(field, path);
    }
  }

  private void addStruct(Field field, LeafPath path) {
    List<Field> fields = field.getChildren();
    if (VARIANT_EXTENSION.equals(
        field.getMetadata().get(ExtensionType.EXTENSION_METADATA_KEY_NAME))) {
      addVariant(field, path);
      return;
    }
    if (writtenCount(fields) == 0) {
      refuse(
          path.dotted(),
          "a struct with fields, because Parquet has no groups without them",
          "one without; add a field or leave the column out");
      return;
    }
    elements.add(group(field, path).setNum_children(writtenCount(fields)));
    checkNames(fields, path.dotted() + ".");
    addChildren(field, path);
  }

  /** Unshredded: metadata and value, both binary (VariantEncoding.md). */
  private void addVariant(Field field, LeafPath path) {
    List<Field> children = field.getChildren();
    boolean isUnshredded =
        children.stream().map(Field::getName).toList().equals(List.of("metadata", "value"))
            && children.stream().noneMatch(Field::isNullable)
            && children.stream().allMatch(child -> child.getType() instanceof ArrowType.Binary);
    if (!isUnshredded) {
      refuse(path.dotted(), "a variant of two required binaries, metadata and value", words(field));
      return;
    }
    VariantType type = new VariantType();
    type.setSpecification_version(VARIANT_VERSION);
    elements.add(
        group(field, path)
            .setNum_children(children.size())
            .setLogicalType(LogicalType.VARIANT(type)));
    addChildren(field, path);
  }

  private void addChildren(Field field, LeafPath path) {
    for (int i = 0; i < field.getChildren().size(); i++) {
      Field child = field.getChildren().get(i);
      add(child, path.field(field.isNullable(), i, child.getName()));
    }
  }

  /** How many fields have a place in the file. */
  private static int writtenCount(List<Field> fields) {
    return (int) fields.stream().filter(SchemaMapping::isWritten).count();
  }

  private static boolean isWritten(Field field) {
    return !(field.getType() instanceof ArrowType.Null);
  }

  private static String words(Field field) {
    return field.getChildren().toString();
  }

  private void addList(Field field, LeafPath path, PathStep.Nesting nesting) {
    elements.add(
        group(field, path)
            .setNum_children(1)
            .setLogicalType(LogicalType.LIST(new ListType()))
            .setConverted_type(ConvertedType.LIST));
    elements.add(repeated(LIST_GROUP, 1));
    Field element = field.getChildren().getFirst();
    requireWritten(element, path.dotted() + ".element");
    add(element, path.element(nesting, field.isNullable(), LIST_GROUP, "element"));
  }

  private void addMap(Field field, LeafPath path) {
    elements.add(
        group(field, path)
            .setNum_children(1)
            .setLogicalType(LogicalType.MAP(new MapType()))
            .setConverted_type(ConvertedType.MAP));
    elements.add(repeated(MAP_GROUP, 2));
    List<Field> entry = field.getChildren().getFirst().getChildren();
    if (entry.getFirst().isNullable()) {
      refuse(path.dotted() + ".key", "a required key, as Parquet has it", "a nullable one");
    }
    requireWritten(entry.getFirst(), path.dotted() + ".key");
    requireWritten(entry.getLast(), path.dotted() + ".value");
    add(entry.getFirst(), path.entry(field.isNullable(), MAP_GROUP, 0, "key"));
    add(entry.getLast(), path.entry(field.isNullable(), MAP_GROUP, 1, "value"));
  }

  private void requireWritten(Field field, String column) {
    if (!isWritten(field)) {
      refuse(column, "a type, because Parquet has no lists and maps without", "an unknown one");
    }
  }

  private void addLeaf(Field field, LeafPath path) {
    Optional<LeafType> type = LeafType.of(field);
    if (type.isEmpty() || !field.getChildren().isEmpty()) {
      refuse(path.dotted(), "a type that Parquet files are written with", field.toString());
      return;
    }
    LeafColumn leaf =
        new LeafColumn(
            leaves.size(),
            path,
            field.isNullable(),
            fieldId(field, path),
            type.get().layout(),
            type.get().typeBytes(),
            type.get().precision(),
            type.get().cut(),
            type.get().order());
    if (leaf.definitionLevelMax() > ByteLevelEncoder.LEVEL_MAX) {
      refuse(
          path.dotted(),
          "at most " + ByteLevelEncoder.LEVEL_MAX + " definition levels",
          leaf.definitionLevelMax() + "; nest less deep");
    }
    elements.add(element(field, path, type.get()));
    leaves.add(leaf);
  }

  private SchemaElement group(Field field, LeafPath path) {
    SchemaElement element = new SchemaElement(path.names().getLast());
    element.setRepetition_type(repetition(field));
    fieldId(field, path).ifPresent(element::setField_id);
    return element;
  }

  private static SchemaElement repeated(String name, int children) {
    SchemaElement element = new SchemaElement(name);
    element.setRepetition_type(FieldRepetitionType.REPEATED);
    return element.setNum_children(children);
  }

  private SchemaElement element(Field field, LeafPath path, LeafType type) {
    SchemaElement element = group(field, path);
    element.setType(type.layout().physical());
    if (type.typeBytes() > 0) {
      element.setType_length(type.typeBytes());
    }
    type.annotation().annotate(element);
    return element;
  }

  private static FieldRepetitionType repetition(Field field) {
    return field.isNullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
  }

  private OptionalInt fieldId(Field field, LeafPath path) {
    String text = field.getMetadata().get(FIELD_ID_KEY);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      String problem = problem(path.dotted(), "a number as " + FIELD_ID_KEY, "'" + text + "'");
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return OptionalInt.empty();
    }
  }

  private void refuse(String column, String expected, String found) {
    problems.add(problem(column, expected, found));
  }

  private static String problem(String column, String expected, String found) {
    return "Column '" + column + "': expected " + expected + ", found " + found + ".";
  }

  private void checkOptions(WriterOptions options) {
    boolean isBrotliUsed =
        leaves.stream()
            .map(leaf -> options.compressionOf(leaf.dottedPath()).codec())
            .anyMatch(codec -> codec == Codec.BROTLI);
    if (isBrotliUsed) {
      BrotliStream.problem().ifPresent(problems::add);
    }
    Map<String, LeafColumn> columns = new HashMap<>();
    leaves.forEach(leaf -> columns.put(leaf.dottedPath(), leaf));
    for (String path : options.columnCompressions().keySet()) {
      if (!columns.containsKey(path)) {
        problems.add(
            "Compression of column '" + path + "': expected a column of the schema, found none.");
      }
    }
    for (String path : options.bloomFilters().keySet()) {
      if (!columns.containsKey(path)) {
        problems.add(
            "Bloom filter of column '" + path + "': expected a column of the schema, found none.");
      }
    }
    for (LeafColumn leaf : leaves) {
      if (leaf.layout() == Layout.BOOLEAN
          && options.bloomFilters().containsKey(leaf.dottedPath())) {
        problems.add(
            "Bloom filter of column '"
                + leaf.dottedPath()
                + "': expected a column of another type, found booleans, of which Parquet has no"
                + " filters.");
      }
    }
    options
        .columnEncodings()
        .forEach((path, encoding) -> checkEncoding(path, encoding, columns.get(path), options));
  }

  private void checkEncoding(
      String path, Encoding encoding, @Nullable LeafColumn column, WriterOptions options) {
    String what = "Encoding of column '" + path + "': expected ";
    if (column == null) {
      problems.add(what + "a column of the schema, found none.");
      return;
    }
    Set<Encoding> fitting = Encoding.of(column.layout().physical());
    if (!fitting.contains(encoding)) {
      String names = String.join(", ", fitting.stream().map(Encoding::name).toList());
      problems.add(what + "one of its type's, " + names + ", found " + encoding + ".");
    } else if (encoding == Encoding.RLE_DICTIONARY && options.dictionaryBytesMax() == 0) {
      problems.add(
          what + "none with a dictionary, which may take no bytes, found " + encoding + ".");
    }
  }
}

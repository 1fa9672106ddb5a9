package dev.firn.parquet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/** Turns an Arrow schema into the schema of a file, or says all that is wrong with it. */
final class SchemaMapping {
  private static final String FIELD_ID_KEY = "PARQUET:field_id";

  /** Parquet-java's name for the root; readers do not look at it. */
  private static final String ROOT_NAME = "schema";

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
    SchemaElement root = new SchemaElement(ROOT_NAME);
    root.setNum_children(schema.getFields().size());
    mapping.elements.add(root);
    mapping.checkNames(schema.getFields());
    schema.getFields().forEach(mapping::addField);
    mapping.checkOptions(options);
    if (!mapping.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", mapping.problems));
    }
    return new FileSchema(schema.getFields(), mapping.elements, mapping.leaves);
  }

  private void checkNames(List<Field> fields) {
    if (fields.isEmpty()) {
      problems.add("Schema: expected at least one column, found none.");
    }
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.getName())) {
        problems.add("Column '" + field.getName() + "': expected one of this name, found more.");
      }
    }
  }

  private void addField(Field field) {
    Optional<LeafType> type = LeafType.of(field);
    if (type.isEmpty() || field.getDictionary() != null || !field.getChildren().isEmpty()) {
      problems.add(
          "Column '"
              + field.getName()
              + "': expected a flat type that Parquet files are written with, found "
              + field
              + ".");
      return;
    }
    OptionalInt fieldId = fieldId(field);
    elements.add(element(field, type.get(), fieldId));
    leaves.add(
        new LeafColumn(
            leaves.size(),
            List.of(field.getName()),
            fieldId,
            field.isNullable() ? 1 : 0,
            type.get().layout(),
            type.get().typeBytes(),
            type.get().precision(),
            type.get().cut()));
  }

  private OptionalInt fieldId(Field field) {
    String text = field.getMetadata().get(FIELD_ID_KEY);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      problems.add(
          "Column '"
              + field.getName()
              + "': expected a number as "
              + FIELD_ID_KEY
              + ", found '"
              + text
              + "'.");
      return OptionalInt.empty();
    }
  }

  private static SchemaElement element(Field field, LeafType type, OptionalInt fieldId) {
    SchemaElement element = new SchemaElement(field.getName());
    element.setType(type.layout().physical());
    element.setRepetition_type(
        field.isNullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    if (type.typeBytes() > 0) {
      element.setType_length(type.typeBytes());
    }
    fieldId.ifPresent(element::setField_id);
    type.annotation().annotate(element);
    return element;
  }

  private void checkOptions(WriterOptions options) {
    Set<String> paths = new HashSet<>();
    leaves.forEach(leaf -> paths.add(leaf.dottedPath()));
    for (String path : options.columnCompressions().keySet()) {
      if (!paths.contains(path)) {
        problems.add(
            "Compression of column '" + path + "': expected a column of the schema, found none.");
      }
    }
  }
}

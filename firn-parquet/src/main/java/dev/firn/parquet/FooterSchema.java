package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/** Finds the leaves of a footer's flattened schema tree. */
final class FooterSchema {
  private final List<SchemaElement> schema;
  private final List<FooterColumnSum> leaves = new ArrayList<>();

  private FooterSchema(List<SchemaElement> schema) {
    this.schema = schema;
  }

  static List<FooterColumnSum> leaves(List<SchemaElement> schema) throws CorruptFileException {
    if (schema.isEmpty()) {
      throw new CorruptFileException("Footer: the schema is empty.");
    }
    FooterSchema tree = new FooterSchema(schema);
    int next = 1;
    while (next < schema.size()) {
      next = tree.collect(next, List.of(), List.of(), false);
    }
    return tree.leaves;
  }

  /**
   * Walks depth first and returns the index after this element.
   *
   * @param names those of the parents as Iceberg has them
   * @param isInCollection whether the parent is a list or map
   */
  private int collect(int index, List<String> parents, List<String> names, boolean isInCollection)
      throws CorruptFileException {
    if (index >= schema.size()) {
      throw new CorruptFileException("Footer: the schema names more children than it has.");
    }
    SchemaElement element = schema.get(index);
    List<String> path = added(parents, element.getName());
    if (element.isSetType()) {
      String dotted = String.join(".", added(names, element.getName()));
      leaves.add(new FooterColumnSum(path, dotted, element));
      return index + 1;
    }
    // The repeated group of a list or map is Parquet's own.
    boolean isGroupOfParquet =
        isInCollection && element.getRepetition_type() == FieldRepetitionType.REPEATED;
    List<String> named = isGroupOfParquet ? names : added(names, element.getName());
    int next = index + 1;
    for (int child = 0; child < element.getNum_children(); child++) {
      next = collect(next, path, named, isCollection(element));
    }
    return next;
  }

  private static boolean isCollection(SchemaElement element) {
    boolean isConverted =
        element.getConverted_type() == ConvertedType.LIST
            || element.getConverted_type() == ConvertedType.MAP;
    boolean isLogical =
        element.isSetLogicalType()
            && (element.getLogicalType().isSetLIST() || element.getLogicalType().isSetMAP());
    return isConverted || isLogical;
  }

  private static List<String> added(List<String> names, String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return longer;
  }
}

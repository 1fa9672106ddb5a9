package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.SchemaElement;

/**
 * The schema of a file in its three forms.
 *
 * @param fields what batches must have, in order
 * @param elements the footer's flattened tree, root first
 * @param leaves the columns of values, in the tree's order
 */
record FileSchema(List<Field> fields, List<SchemaElement> elements, List<LeafColumn> leaves) {
  FileSchema {
    fields = List.copyOf(fields);
    elements = List.copyOf(elements);
    leaves = List.copyOf(leaves);
  }
}

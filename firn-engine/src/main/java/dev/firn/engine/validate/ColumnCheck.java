package dev.firn.engine.validate;

import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.Lineage;
import dev.firn.engine.error.ViolationKind;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The checks of one column and all that is nested in it.
 *
 * @param path dotted, as Iceberg names it
 * @param isRequired null is a violation where the parent is not null
 * @param valueWord what a missing value is called
 */
record ColumnCheck(
    String path, boolean isRequired, String valueWord, LeafCheck leaf, List<ColumnCheck> children) {

  static ColumnCheck of(Types.NestedField field, String path) {
    String valueWord = field.isRequired() ? "a value" : "";
    return of(field, path, valueWord);
  }

  private static ColumnCheck of(Types.NestedField field, String path, String valueWord) {
    Type type = field.type();
    return new ColumnCheck(
        path, field.isRequired(), valueWord, LeafCheck.of(path, type), children(path, type));
  }

  private static List<ColumnCheck> children(String path, Type type) {
    return switch (type) {
      case Types.StructType struct ->
          struct.fields().stream().map(field -> of(field, path + "." + field.name())).toList();
      case Types.ListType list -> List.of(of(list.fields().getFirst(), path + ".element"));
      case Types.MapType map -> List.of(entry(path, map));
      case Types.VariantType _ -> List.of(binary(path + ".metadata"), binary(path + ".value"));
      default -> List.of();
    };
  }

  private static ColumnCheck entry(String path, Types.MapType map) {
    List<ColumnCheck> keyAndValue =
        List.of(
            of(map.fields().getFirst(), path + ".key", "a key"),
            of(map.fields().getLast(), path + ".value"));
    return new ColumnCheck(path, true, "an entry", LeafCheck.none(), keyAndValue);
  }

  private static ColumnCheck binary(String path) {
    return new ColumnCheck(
        path, true, "a value", LeafCheck.of(path, Types.BinaryType.get()), List.of());
  }

  /** Checks a column of a batch. */
  void check(Findings findings, FieldVector vector) {
    check(findings, vector, Lineage.rows());
  }

  private void check(Findings findings, FieldVector vector, Lineage lineage) {
    if (isRequired && vector.getNullCount() > 0) {
      addNulls(findings, vector, lineage);
    }
    leaf.check(new LeafCheck.Leaf(path, vector, lineage, findings));
    if (children.isEmpty()) {
      return;
    }
    if (vector instanceof ListVector list) {
      if (ListChecks.areOffsetsSane(new LeafCheck.Leaf(path, vector, lineage, findings))) {
        children.getFirst().check(findings, list.getDataVector(), lineage.inList(list));
      }
      return;
    }
    List<FieldVector> vectors = vector.getChildrenFromFields();
    for (int index = 0; index < children.size(); index++) {
      children.get(index).check(findings, vectors.get(index), lineage.in(vector));
    }
  }

  private void addNulls(Findings findings, FieldVector vector, Lineage lineage) {
    Finding finding = new Finding(ViolationKind.NULL, path, valueWord, () -> "null");
    for (int i = 0; i < vector.getValueCount(); i++) {
      if (vector.isNull(i)) {
        findings.add(lineage, i, finding);
      }
    }
  }
}

package dev.firn.duckdb.arrow;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/** A column whose own buffers are plain already; its children may still have a way to go. */
record SharedColumn(Field field, List<PlainColumn> children) implements PlainColumn {
  static SharedColumn of(Field field, List<PlainColumn> children) {
    return new SharedColumn(field, children);
  }

  /** Nothing to change below this field either. */
  static PlainColumn deep(Field field) {
    List<PlainColumn> children = field.getChildren().stream().map(SharedColumn::deep).toList();
    return new SharedColumn(field, children);
  }

  @Override
  public void fill(FieldVector from, FieldVector to) {
    if (from instanceof NullVector) {
      to.setValueCount(from.getValueCount());
      return;
    }
    ArrowFieldNode node = new ArrowFieldNode(from.getValueCount(), from.getNullCount());
    to.loadFieldBuffers(node, from.getFieldBuffers());
    List<FieldVector> childrenFrom = from.getChildrenFromFields();
    List<FieldVector> childrenTo = to.getChildrenFromFields();
    for (int index = 0; index < children.size(); index++) {
      children.get(index).fill(childrenFrom.get(index), childrenTo.get(index));
    }
  }
}

package dev.firn.sql.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A field of a Parquet file's schema tree.
 *
 * @param fieldId Iceberg's, if the writer gave one
 */
record ParquetNode(String name, OptionalInt fieldId, List<ParquetNode> children) {

  /** The child with this id. */
  Optional<ParquetNode> childById(int id) {
    return children.stream()
        .filter(child -> child.fieldId.isPresent() && child.fieldId.getAsInt() == id)
        .findFirst();
  }

  /** The child that DuckDB takes for a field of this name: it looks without case. */
  Optional<ParquetNode> childByName(String childName) {
    return children.stream().filter(child -> child.name.equalsIgnoreCase(childName)).findFirst();
  }

  /** Puts a tree together from its nodes, depth first, each with the number of its children. */
  static final class Builder {
    private record Open(ParquetNode node, int missing) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<ParquetNode> root = Optional.empty();

    void add(String name, OptionalInt fieldId, int childCount) {
      ParquetNode node = new ParquetNode(name, fieldId, new ArrayList<>());
      Open parent = open.poll();
      if (parent == null) {
        root = Optional.of(node);
      } else {
        parent.node.children.add(node);
        if (parent.missing > 1) {
          open.push(new Open(parent.node, parent.missing - 1));
        }
      }
      if (childCount > 0) {
        open.push(new Open(node, childCount));
      }
    }

    /** The tree, once all its nodes have come. */
    Optional<ParquetNode> tree() {
      return root.filter(_ -> open.isEmpty());
    }
  }
}

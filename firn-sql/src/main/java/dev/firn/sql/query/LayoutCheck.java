package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which Parquet files DuckDB would map wrong. It finds columns by field id, but the fields inside
 * of them by name, and a file without ids has no columns for it. So where a query reads nested
 * columns, or the table has a name mapping for files without ids, the files' own schemas are looked
 * at.
 */
final class LayoutCheck {
  private static final int BATCH_ROWS = 10_000;

  private final List<Types.NestedField> nested;
  private final Map<String, String> differences = new HashMap<>();

  private LayoutCheck(List<Types.NestedField> nested) {
    this.nested = nested;
  }

  /**
   * Looks at files where that is needed.
   *
   * @param columns those that the query reads
   * @param session one that may read the files
   */
  static LayoutCheck of(
      List<Types.NestedField> columns,
      boolean hasNameMapping,
      List<FileScanTask> tasks,
      DuckDbSession session) {
    List<Types.NestedField> nested =
        columns.stream().filter(column -> column.type().isNestedType()).toList();
    LayoutCheck check = new LayoutCheck(nested);
    List<String> paths =
        tasks.stream()
            .filter(task -> FileGroups.genericReason(task).isEmpty())
            .map(LayoutCheck::pathOf)
            .distinct()
            .toList();
    if ((hasNameMapping || !nested.isEmpty()) && !paths.isEmpty()) {
      check.look(paths, session);
    }
    return check;
  }

  /** How the file differs from what DuckDB can map; empty if it does not. */
  Optional<String> difference(FileScanTask task) {
    return Optional.ofNullable(differences.get(pathOf(task)));
  }

  private static String pathOf(FileScanTask task) {
    return LocalStorage.pathOf(task.file().location()).toString();
  }

  private void look(List<String> paths, DuckDbSession session) {
    String sql =
        "SELECT file_name, name, coalesce(num_children, 0), coalesce(field_id, -1)"
            + " FROM parquet_schema("
            + DuckDbSql.literals(paths)
            + ") ORDER BY file_name, column_id";
    String path = "";
    ParquetNode.Builder builder = new ParquetNode.Builder();
    try (ArrowReader rows = session.query(sql, BATCH_ROWS)) {
      while (rows.loadNextBatch()) {
        VectorSchemaRoot root = rows.getVectorSchemaRoot();
        for (int row = 0; row < root.getRowCount(); row++) {
          String next = text(root, 0, row);
          if (!next.equals(path)) {
            note(path, builder);
            builder = new ParquetNode.Builder();
            path = next;
          }
          long id = number(root, 3, row);
          builder.add(
              text(root, 1, row),
              id < 0 ? OptionalInt.empty() : OptionalInt.of((int) id),
              (int) number(root, 2, row));
        }
      }
      note(path, builder);
    } catch (IOException e) {
      throw new UncheckedIOException("DuckDB's answer could not be read", e);
    }
  }

  private static String text(VectorSchemaRoot root, int column, int row) {
    return new String(((VarCharVector) root.getVector(column)).get(row), StandardCharsets.UTF_8);
  }

  private static long number(VectorSchemaRoot root, int column, int row) {
    return ((BigIntVector) root.getVector(column)).get(row);
  }

  private void note(String path, ParquetNode.Builder builder) {
    builder
        .tree()
        .flatMap(this::difference)
        .ifPresent(difference -> differences.put(path, difference));
  }

  private Optional<String> difference(ParquetNode file) {
    if (file.children().stream().allMatch(child -> child.fieldId().isEmpty())) {
      return Optional.of("files without field ids");
    }
    return nested.stream()
        .filter(
            column ->
                file.childById(column.fieldId())
                    .map(node -> differs(column.type(), node))
                    .orElse(false))
        .map(column -> "changed fields in column '" + column.name() + "'")
        .findFirst();
  }

  private static boolean differs(Type type, ParquetNode node) {
    return switch (type) {
      case Types.StructType struct ->
          struct.fields().stream().anyMatch(field -> fieldDiffers(field, node));
      case Types.ListType list -> {
        ParquetNode repeated = only(node).orElse(node);
        // Old writers have the repeated node itself as the element.
        ParquetNode element =
            only(repeated).filter(child -> hasId(child, list.elementId())).orElse(repeated);
        yield !hasId(element, list.elementId()) || differs(list.elementType(), element);
      }
      case Types.MapType map -> {
        ParquetNode entry = only(node).orElse(node);
        yield entry.childById(map.keyId()).map(key -> differs(map.keyType(), key)).orElse(true)
            || entry
                .childById(map.valueId())
                .map(value -> differs(map.valueType(), value))
                .orElse(true);
      }
      default -> false;
    };
  }

  /** DuckDB takes the child of this name, and null if there is none. */
  private static boolean fieldDiffers(Types.NestedField field, ParquetNode struct) {
    Optional<ParquetNode> byId = struct.childById(field.fieldId());
    Optional<ParquetNode> byName = struct.childByName(field.name());
    if (byId.isEmpty() && byName.isEmpty()) {
      return field.initialDefault() != null;
    }
    return !byId.equals(byName) || differs(field.type(), byId.orElseThrow());
  }

  private static boolean hasId(ParquetNode node, int id) {
    return node.fieldId().isPresent() && node.fieldId().getAsInt() == id;
  }

  private static Optional<ParquetNode> only(ParquetNode node) {
    return node.children().size() == 1 ? Optional.of(node.children().getFirst()) : Optional.empty();
  }
}

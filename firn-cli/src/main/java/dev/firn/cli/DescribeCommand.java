package dev.firn.cli;

import dev.firn.engine.FirnTable;
import dev.firn.engine.catalog.ColumnTransform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.SortOrderParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows what a table is: identity, schema, partition spec, sort order, properties. */
@Command(name = "describe", description = "Show a table's schema, layout and settings.")
final class DescribeCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("table_uuid"),
          Column.text("location"),
          Column.text("metadata_location"),
          Column.number("format_version"),
          Column.text("schema"),
          Column.text("partition_spec"),
          Column.text("sort_order"),
          Column.text("properties"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    FirnTable found = firn.firnForReading().table(table);
    TableMetadata metadata = found.metadata();
    boolean forPeople = firn.console().format() == OutputFormat.table;
    firn.console()
        .print(
            Result.one(
                COLUMNS,
                metadata.uuid(),
                metadata.location(),
                metadata.metadataFileLocation(),
                metadata.formatVersion(),
                forPeople
                    ? schemaText(metadata)
                    : Cells.parseJson(SchemaParser.toJson(metadata.schema())),
                forPeople
                    ? specText(metadata)
                    : Cells.parseJson(PartitionSpecParser.toJson(metadata.spec())),
                forPeople
                    ? orderText(metadata)
                    : Cells.parseJson(SortOrderParser.toJson(metadata.sortOrder())),
                forPeople ? propertiesText(metadata) : new TreeMap<>(metadata.properties())));
  }

  private static String schemaText(TableMetadata metadata) {
    List<Types.NestedField> columns = metadata.schema().columns();
    int names = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Types.NestedField column : columns) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(column.fieldId())
          .append(": ")
          .append(column.name())
          .append(" ".repeat(names - column.name().length() + 1))
          .append(column.type())
          .append(column.isRequired() ? " NOT NULL" : "")
          .append(column.doc() == null ? "" : "  -- " + column.doc());
    }
    return text.toString();
  }

  private static String specText(TableMetadata metadata) {
    if (metadata.spec().isUnpartitioned()) {
      return "unpartitioned";
    }
    return metadata.spec().fields().stream()
        .map(field -> term(metadata, field.transform(), field.sourceId()))
        .collect(Collectors.joining(", "));
  }

  private static String orderText(TableMetadata metadata) {
    if (metadata.sortOrder().isUnsorted()) {
      return "unsorted";
    }
    return metadata.sortOrder().fields().stream()
        .map(
            field ->
                term(metadata, field.transform(), field.sourceId())
                    + " "
                    + field.direction()
                    + " "
                    + field.nullOrder())
        .collect(Collectors.joining(", "));
  }

  /** As DDL writes it; a transform that it has no word for as Iceberg does. */
  private static String term(TableMetadata metadata, Transform<?, ?> transform, int sourceId) {
    String column =
        Optional.ofNullable(metadata.schema().findColumnName(sourceId))
            .orElse("dropped column " + sourceId);
    return ColumnTransform.from(transform)
        .map(known -> known.textOver(column))
        .orElse(transform + "(" + column + ")");
  }

  private static String propertiesText(TableMetadata metadata) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata.properties()).entrySet()) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(entry.getKey())
          .append(" = ")
          .append(entry.getValue());
    }
    return text.toString();
  }
}

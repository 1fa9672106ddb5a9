package dev.firn.sql;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.schema.NearestName;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/** What SHOW and DESCRIBE answer. */
final class CatalogShows {
  private final Firn firn;

  CatalogShows(Firn firn) {
    this.firn = firn;
  }

  Listing schemas(NamePattern like) {
    return Listing.ofNames("schema", firn.catalog().listNamespaces(), like);
  }

  /** The tables of a schema by their names; of all schemas by schema and name. */
  Listing tables(Optional<String> schema, NamePattern like) {
    List<TableEntry> all = firn.catalog().list();
    if (schema.isEmpty()) {
      List<List<String>> rows =
          all.stream()
              .map(TableEntry::name)
              .filter(name -> like.matches(name.name()))
              .map(name -> List.of(name.namespace(), name.name()))
              .toList();
      return new Listing(List.of("schema", "table"), rows);
    }
    String namespace =
        firn.catalog().findNamespace(schema.get()).orElseThrow(() -> absent(schema.get()));
    return Listing.ofNames(
        "table",
        all.stream()
            .map(TableEntry::name)
            .filter(name -> name.namespace().equals(namespace))
            .map(TableName::name)
            .toList(),
        like);
  }

  Listing columns(TableName name, NamePattern like) {
    FirnTable table = firn.table(name.toString());
    List<List<String>> rows = new ArrayList<>();
    for (Types.NestedField column : table.metadata().schema().columns()) {
      if (like.matches(column.name())) {
        rows.add(
            List.of(
                column.name(),
                SqlTypes.text(column.type()),
                extra(column),
                Optional.ofNullable(column.doc()).orElse("")));
      }
    }
    return new Listing(List.of("column", "type", "extra", "comment"), rows);
  }

  Listing createTable(TableName name) {
    FirnTable table = firn.table(name.toString());
    String text = CreateTableText.of(table.name(), table.metadata());
    return new Listing(List.of("create_table"), List.of(List.of(text)));
  }

  private static String extra(Types.NestedField column) {
    List<String> words = new ArrayList<>();
    if (column.isRequired()) {
      words.add("not null");
    }
    Optional.ofNullable(column.writeDefault())
        .flatMap(value -> DefaultText.of(column.type(), value))
        .ifPresent(text -> words.add("default " + text));
    return String.join(", ", words);
  }

  private FirnException absent(String schema) {
    List<String> all = firn.catalog().listNamespaces();
    return new FirnException(
        ErrorCode.TABLE_NOT_FOUND,
        "Schema '"
            + schema
            + "': expected "
            + NearestName.of(schema, all)
                .map(nearest -> "'" + nearest + "'")
                .orElse("one that SHOW SCHEMAS lists")
            + ", found none of that name.");
  }
}

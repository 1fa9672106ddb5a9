package dev.firn.sql.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Types;

/**
 * A query as DuckDB's own parser understood it ({@code json_serialize_sql}): which tables it names,
 * and as of when. The text is never looked at.
 */
final class QueryTree {
  private static final char METADATA_MARK = '$';

  /** DuckDB's own; it takes a schema of such a name for the catalog. */
  private static final Set<String> CATALOGS = Set.of(DuckDbName.DEFAULT_CATALOG, "system", "temp");

  /** What the parser calls a statement that stands in a WITH and changes something. */
  private static final String CHANGE_SUFFIX = "_QUERY_NODE";

  /**
   * Functions that run SQL in a text. It could write over the files that are planned, and tables in
   * it are neither found in the warehouse nor always seen by the plan.
   */
  private static final Set<String> TEXT_FUNCTIONS =
      Set.of("query", "query_table", "json_execute_serialized_sql");

  private final String text;
  private final JsonNode root;
  private final List<Reference> references = new ArrayList<>();
  private boolean isChanged;

  private QueryTree(String text, JsonNode root) {
    this.text = text;
    this.root = root;
  }

  /** A table in a query. */
  static final class Reference {
    private final ObjectNode node;
    private final List<String> path;

    private Reference(ObjectNode node, List<String> path) {
      this.node = node;
      this.path = path;
    }

    /** Namespace and name as they were written, without what follows a {@code $}. */
    TableName name() {
      String name = path.getLast();
      int end = name.indexOf(METADATA_MARK);
      return new TableName(
          String.join(".", path.subList(0, path.size() - 1)),
          end < 0 ? name : name.substring(0, end));
    }

    /** What follows the {@code $}, which no table's name can have: which of its metadata. */
    Optional<String> metadata() {
      int end = path.getLast().indexOf(METADATA_MARK);
      return end < 0 ? Optional.empty() : Optional.of(path.getLast().substring(end + 1));
    }

    /** {@code AT (VERSION => …)} or {@code AT (TIMESTAMP => …)}. */
    Optional<JsonNode> at() {
      return Optional.of(node.path("at_clause")).filter(JsonNode::isObject);
    }

    /** Whether DuckDB finds a view in its default catalog under what was written. */
    private boolean isPlain() {
      return path.size() == 2
          && at().isEmpty()
          && !CATALOGS.contains(path.getFirst().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * What DuckDB made of a query.
   *
   * @throws FirnException {@link ErrorCode#SYNTAX} if DuckDB cannot parse it, {@link
   *     ErrorCode#UNSUPPORTED} if it is not a query
   */
  static QueryTree of(String text, JsonNode root) {
    requireQuery(root);
    if (root.path("statements").size() != 1) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Query: expected one statement, found "
              + root.path("statements").size()
              + ". 'firn sql' runs several.");
    }
    QueryTree tree = new QueryTree(text, root);
    tree.collect(root);
    return tree;
  }

  /** Where DuckDB found an error, as an offset in characters; what it counts are bytes. */
  static int faultOffset(String text, JsonNode root) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int offset = Math.clamp(root.path("position").asInt(0), 0, bytes.length);
    return new String(bytes, 0, offset, StandardCharsets.UTF_8).length();
  }

  /**
   * The tables that the query names, once for each place. Names without a namespace are left to
   * DuckDB: they are common table expressions, or unknown.
   */
  List<Reference> references() {
    return references;
  }

  /** Has a reference mean this table, whatever it said. */
  void point(Reference reference, DuckDbName name) {
    if (reference.isPlain()) {
      return;
    }
    isChanged = true;
    ObjectNode node = reference.node;
    node.putNull("at_clause");
    node.put("catalog_name", name.catalog());
    node.put("schema_name", name.schema());
    node.put("table_name", name.table());
    ArrayNode path = node.putObject("qualified_name").putArray("path");
    name.path().forEach(path::add);
  }

  /** Gives literals the types of the columns they are for. */
  void typeLiterals(List<Types.NestedField> columns, QueryPlanner planner) {
    isChanged |= LiteralTypes.apply(root, columns, planner);
  }

  /** The query to run: as it was written, unless a reference was pointed elsewhere. */
  String sql(QueryPlanner planner) {
    return isChanged ? planner.text(root) : text;
  }

  private static void requireQuery(JsonNode root) {
    if (!root.path("error").asBoolean()) {
      return;
    }
    String found = root.path("error_message").asText();
    if (root.path("error_type").asText().equals("parser")) {
      throw new FirnException(ErrorCode.SYNTAX, "Query: expected SQL, found a " + found + ".");
    }
    throw new FirnException(
        ErrorCode.UNSUPPORTED,
        "Query: expected a SELECT, found another statement. 'firn sql' creates tables and adds"
            + " rows to them.");
  }

  private static void requireNoText(JsonNode function) {
    JsonNode path = function.path("qname").path("path");
    String name = path.path(path.size() - 1).asText(function.path("function_name").asText());
    if (TEXT_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Query: expected a SELECT that names its tables itself, found the function '"
              + name
              + "', which takes them from a text. Write the text in its place.");
    }
  }

  private void collect(JsonNode node) {
    String type = node.path("type").asText();
    if (type.equals("SHOW_REF") && node.path("query").isNull()) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Query: expected a SELECT, found a SHOW, which would list DuckDB's own catalog. 'firn"
              + " tables' lists tables, 'firn describe' shows one.");
    }
    if (type.endsWith(CHANGE_SUFFIX)) {
      String verb = type.substring(0, type.length() - CHANGE_SUFFIX.length());
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Query: expected a SELECT in WITH, found "
              + verb
              + ". A query only reads; 'INSERT INTO' of 'firn sql' adds rows.");
    }
    if (type.equals("TABLE_FUNCTION")) {
      requireNoText(node.path("function"));
    }
    if (type.equals("BASE_TABLE") && node instanceof ObjectNode table) {
      List<String> path = new ArrayList<>();
      node.path("qualified_name").path("path").forEach(part -> path.add(part.asText()));
      if (path.size() > 1) {
        references.add(new Reference(table, path));
      }
    }
    node.forEach(this::collect);
  }
}

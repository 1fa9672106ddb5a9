package dev.firn.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * The Iceberg tables that a query names, found by DuckDB's own parser: the statement is serialised
 * to JSON ({@code json_serialize_sql}) and its {@code BASE_TABLE} nodes are collected.
 */
final class QueryTables {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<TableName> names = new LinkedHashSet<>();

  private QueryTables() {}

  /**
   * The tables of a query, in the order in which it names them. Names without a namespace are left
   * to DuckDB: they are common table expressions, or unknown.
   *
   * @throws FirnException {@link ErrorCode#SYNTAX} if DuckDB cannot parse it, {@link
   *     ErrorCode#UNSUPPORTED} if it is not a query
   */
  static Set<TableName> of(String sql, DuckDbSession session) {
    return of(parse(sql, session));
  }

  /**
   * Refuses a query that could not be run, as {@link #of} does, but at its place in the script.
   *
   * @throws FirnException that begins with the place
   */
  static void require(Statement.Query query, DuckDbSession session) {
    JsonNode tree = parse(query.text(), session);
    try {
      of(tree);
    } catch (FirnException e) {
      throw placeOf(tree, query).place(e);
    }
  }

  /** Where DuckDB found an error, which it counts in bytes; else where the query begins. */
  private static SqlPosition placeOf(JsonNode tree, Statement.Query query) {
    int offset = tree.path("position").asInt(0);
    byte[] text = query.text().getBytes(StandardCharsets.UTF_8);
    if (offset < 0 || offset > text.length) {
      return query.position();
    }
    String before = new String(text, 0, offset, StandardCharsets.UTF_8);
    return new StatementText(query.position(), query.text()).at(before.length());
  }

  private static Set<TableName> of(JsonNode tree) {
    requireQuery(tree);
    if (tree.path("statements").size() != 1) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Query: expected one statement, found "
              + tree.path("statements").size()
              + ". 'firn sql' runs several.");
    }
    QueryTables tables = new QueryTables();
    tables.collect(tree);
    return tables.names;
  }

  private static JsonNode parse(String sql, DuckDbSession session) {
    String call = "SELECT json_serialize_sql(" + DuckDbSql.literal(sql) + ")::VARCHAR";
    try (ArrowReader rows = session.query(call, 1)) {
      rows.loadNextBatch();
      VarCharVector text = (VarCharVector) rows.getVectorSchemaRoot().getVector(0);
      return JSON.readTree(text.get(0));
    } catch (IOException e) {
      throw new IllegalStateException("DuckDB's serialised query is not JSON", e);
    }
  }

  private static void requireQuery(JsonNode tree) {
    if (!tree.path("error").asBoolean()) {
      return;
    }
    String found = tree.path("error_message").asText();
    if (tree.path("error_type").asText().equals("parser")) {
      throw new FirnException(ErrorCode.SYNTAX, "Query: expected SQL, found a " + found + ".");
    }
    throw new FirnException(
        ErrorCode.UNSUPPORTED,
        "Query: expected a SELECT, found another statement. 'firn sql' creates and drops tables,"
            + " 'firn load' adds rows.");
  }

  private void collect(JsonNode node) {
    if (node.path("type").asText().equals("SHOW_REF") && node.path("query").isNull()) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Query: expected a SELECT, found a SHOW, which would list DuckDB's own catalog. 'firn"
              + " tables' lists tables, 'firn describe' shows one.");
    }
    if (node.path("type").asText().equals("BASE_TABLE")) {
      List<String> path = new ArrayList<>();
      node.path("qualified_name").path("path").forEach(part -> path.add(part.asText()));
      if (path.size() > 1) {
        requireCurrent(node, path);
        String namespace = String.join(".", path.subList(0, path.size() - 1));
        names.add(new TableName(namespace, path.getLast()));
      }
    }
    node.forEach(this::collect);
  }

  private static void requireCurrent(JsonNode table, List<String> path) {
    if (table.path("at_clause").isObject()) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Query: expected table '"
              + String.join(".", path)
              + "' as it is now, found an AT clause, which this version does not read.");
    }
  }
}

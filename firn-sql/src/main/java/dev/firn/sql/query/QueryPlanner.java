package dev.firn.sql.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.memory.MemoryBudget;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.Schema;

/**
 * DuckDB as the one who understands queries: it parses them, and its optimiser says what each scan
 * needs. The tables are empty and no file can be read, so that nothing is ever run here.
 *
 * <p>Threads: one.
 */
final class QueryPlanner implements AutoCloseable {
  /** Parsing needs next to nothing; DuckDB's minimum. */
  private static final long PARSE_BYTES = 32L << 20;

  /**
   * The optimiser's parts that move conditions towards scans. Others look at how many rows there
   * are, which here is none, or leave plans that cannot be written down.
   */
  private static final Set<String> OPTIMIZERS =
      Set.of(
          "expression_rewriter",
          "filter_pullup",
          "filter_pushdown",
          "cte_filter_pusher",
          "cte_inlining",
          "regex_range",
          "deliminator",
          "outer_join_simplification");

  /** DuckDB writes numbers that JSON has no form for as they are. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final DuckDbSession session;

  private QueryPlanner(DuckDbSession session) {
    this.session = session;
  }

  static QueryPlanner open(MemoryBudget budget) {
    return new QueryPlanner(
        DuckDbSession.open(DuckDbSettings.of(PARSE_BYTES, 1).withOptimizers(OPTIMIZERS), budget));
  }

  /** A clock that shows this moment, here too from now on. */
  QueryClock clock() {
    QueryClock clock = QueryClock.of(session);
    clock.set(session);
    return clock;
  }

  /** What DuckDB's parser made of a query, or why it could not. */
  JsonNode parse(String sql) {
    return json("SELECT json_serialize_sql(" + DuckDbSql.literal(sql) + ")::VARCHAR");
  }

  /** The query that a changed tree stands for. */
  String text(JsonNode tree) {
    return SingleValue.text(
        session, "SELECT json_deserialize_sql(" + DuckDbSql.literal(tree.toString()) + "::JSON)");
  }

  /**
   * The value of a constant expression of a tree, as text; empty for null.
   *
   * @param type the SQL type that it must have or take
   */
  Optional<String> evaluate(JsonNode expression, String type) {
    JsonNode select = parse("SELECT CAST(CAST(NULL AS " + type + ") AS VARCHAR)");
    ObjectNode cast = (ObjectNode) select.at("/statements/0/node/select_list/0").path("child");
    cast.set("child", expression);
    return SingleValue.textOrNull(session, text(select));
  }

  /** Makes an empty table of a schema's columns. */
  void define(DuckDbName name, Schema schema) {
    name.places().forEach(session::execute);
    String columns =
        schema.columns().stream()
            .map(
                column ->
                    DuckDbSql.identifier(column.name())
                        + " "
                        + DuckDbTypes.of(column.name(), column.type()))
            .collect(Collectors.joining(", "));
    session.execute("CREATE TABLE " + name + " (" + columns + ")");
  }

  /** Makes an empty table of a stream's columns. */
  void define(DuckDbName name, ArrowReader columns) {
    name.places().forEach(session::execute);
    Streams.createTable(session, name, "SELECT * FROM " + Streams.NAME + " LIMIT 0", columns);
  }

  /** The optimised plan of a query; a node with {@code error} if there is none. */
  JsonNode plan(String sql) {
    return json(
        "SELECT json_serialize_plan("
            + DuckDbSql.literal(sql)
            + ", skip_null := true, skip_empty := true, optimize := true)::VARCHAR");
  }

  void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    session.close();
  }

  private JsonNode json(String call) {
    try {
      return JSON.readTree(withNan(SingleValue.text(session, call)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's serialised query is not JSON", e);
    }
  }

  /** DuckDB writes {@code NAN}, which no JSON reader knows, where it is not in a string. */
  private static String withNan(String json) {
    if (!json.contains("NAN")) {
      return json;
    }
    StringBuilder text = new StringBuilder(json);
    boolean isString = false;
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '"') {
        isString = !isString;
      } else if (isString && next == '\\') {
        at++;
      } else if (!isString && json.startsWith("NAN", at)) {
        text.setCharAt(at + 1, 'a');
      }
    }
    return text.toString();
  }
}

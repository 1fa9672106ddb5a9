package dev.firn.sql;

import dev.firn.engine.catalog.OnMissing;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.Statement.Query;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads scripts of SQL: definitions in Trino's Iceberg dialect, all that reads in DuckDB's. What
 * changes data or is not built is refused here, because DuckDB would take it and change nothing
 * that lasts.
 *
 * <p>Threads: safe for many.
 */
public final class StatementParser {
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern MISMATCH =
      Pattern.compile("mismatched input '(.*)'\\. Expecting: (.*)", flags());

  /**
   * The parser knows neither; the first is refused with its reason, the second read by a detour.
   */
  private static final Pattern SET_NOT_NULL = Pattern.compile("SET\\s+NOT\\s+NULL\\s*$", flags());

  private static final Pattern DROP_NOT_NULL = Pattern.compile("DROP\\s+NOT\\s+NULL\\s*$", flags());

  /** A definition is parsed by a grammar that looks ahead far, and is never longer than this. */
  private static final int DEFINITION_CHARS_MAX = 1 << 20;

  /** Of a token that is repeated in a message. */
  private static final int FOUND_CHARS_MAX = 80;

  private static final String USE_LOAD = "Add rows with `firn load` or INSERT INTO.";
  private static final String ONLY_ADDS = "This version adds rows and drops tables, no more.";

  /** First words of statements that change something, and what a user can do instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("COPY", USE_LOAD),
          Map.entry("UPDATE", ONLY_ADDS),
          Map.entry("DELETE", ONLY_ADDS),
          Map.entry("MERGE", ONLY_ADDS),
          Map.entry("TRUNCATE", ONLY_ADDS),
          Map.entry("ALTER", "It alters tables."),
          Map.entry("COMMENT", "It comments on tables and columns."),
          Map.entry("CREATE", "It creates schemas and tables."),
          Map.entry("DROP", "It drops schemas and tables."),
          Map.entry("GRANT", ONLY_ADDS),
          Map.entry("REVOKE", ONLY_ADDS));

  private static final Set<String> DEFINITIONS =
      Set.of(
          "CREATE SCHEMA",
          "CREATE TABLE",
          "DROP SCHEMA",
          "DROP TABLE",
          "ALTER TABLE",
          "COMMENT ON");

  /** What stands after DESCRIBE if it is DuckDB's, which describes a query's result. */
  private static final Set<String> QUERY_WORDS =
      Set.of("SELECT", "WITH", "FROM", "VALUES", "TABLE", "SUMMARIZE", "PIVOT", "UNPIVOT", "");

  private final SqlParser parser = new SqlParser();

  /**
   * The statements of a script, in their order. Nothing is returned unless all of it is understood,
   * so that a script does not stop halfway for a slip in its last line. Of queries only the first
   * word is looked at here; {@link StatementRunner#requireQueries} has DuckDB parse them.
   *
   * @throws FirnException SYNTAX with line and column, or UNSUPPORTED
   */
  public List<Statement> parse(String script) {
    return StatementSplitter.split(script).stream().map(this::statement).toList();
  }

  private Statement statement(StatementText text) {
    String verb = word(text.text(), 0);
    String object = word(text.text(), 1);
    String name = (verb + " " + object).strip();
    if (isShow(text, verb, object) || DEFINITIONS.contains(name)) {
      return definition(text, name);
    }
    if (verb.equals("INSERT")) {
      return insert(text);
    }
    String instead = REFUSED.get(verb);
    if (instead != null) {
      boolean isNamedByObject = Set.of("CREATE", "DROP", "ALTER", "COMMENT").contains(verb);
      throw text.position().unsupported(refusal(isNamedByObject ? longName(text) : verb, instead));
    }
    FirstWord.requireQuery(text, verb);
    return new Query(text.position(), text.text());
  }

  /** Trino's parser reads the names, with a query of its own behind them. */
  private Statement insert(StatementText text) {
    InsertText parts =
        InsertText.of(text.text())
            .orElseThrow(
                () ->
                    text.position()
                        .syntax(
                            "INSERT",
                            "INSERT INTO schema.table [(column, …)] and a query",
                            "'" + shortened(text.text()) + "'",
                            ""));
    SqlPosition start = text.position();
    if (!(parsed(text, parts.head() + " VALUES (1)") instanceof io.trino.sql.tree.Insert insert)) {
      throw new IllegalStateException("An INSERT is parsed as another statement");
    }
    SqlPosition place = text.at(parts.queryOffset());
    String query = text.text().substring(parts.queryOffset());
    if (query.isEmpty()) {
      throw place.syntax("INSERT", "a query or VALUES", "the end", "");
    }
    return new Statement.Insert(
        TableMapping.placeOf(start, insert.getTarget()),
        TableMapping.tableName(start, insert.getTarget()),
        insert.getColumns().orElse(List.of()).stream()
            .map(column -> new Statement.InsertColumn(start.of(column), column.getValue()))
            .toList(),
        new Query(place, query));
  }

  private static boolean isShow(StatementText text, String verb, String object) {
    if (verb.equals("DESCRIBE") || verb.equals("DESC")) {
      boolean isQuotedName = text.text().startsWith("\"", skipComments(text.text(), verb.length()));
      return isQuotedName || !QUERY_WORDS.contains(object);
    }
    return verb.equals("SHOW");
  }

  private static String longName(StatementText text) {
    String name = word(text.text(), 0) + " " + word(text.text(), 1);
    return name.equals("CREATE OR") ? "CREATE OR REPLACE" : name.strip();
  }

  /** The n-th word of a statement in capitals, comments left out; empty if it is no word. */
  private static String word(String text, int index) {
    int at = 0;
    String word = "";
    for (int count = 0; count <= index; count++) {
      at = skipComments(text, at);
      Matcher matcher = WORD.matcher(text).region(at, text.length());
      if (!matcher.lookingAt()) {
        return "";
      }
      word = matcher.group();
      at = matcher.end();
    }
    return word.toUpperCase(Locale.ROOT);
  }

  private static int skipComments(String text, int from) {
    int at = from;
    while (at < text.length()) {
      if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at);
        at = end < 0 ? text.length() : end + 2;
      } else if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private Statement definition(StatementText text, String name) {
    SqlPosition start = text.position();
    if (text.text().length() > DEFINITION_CHARS_MAX) {
      throw start.syntax(
          "Statement",
          "at most " + DEFINITION_CHARS_MAX + " characters",
          String.valueOf(text.text().length()),
          "");
    }
    Matcher dropNotNull = DROP_NOT_NULL.matcher(text.text());
    if (name.equals("ALTER TABLE") && dropNotNull.find()) {
      return dropNotNull(text, dropNotNull.start());
    }
    return mapped(start, parsed(text, text.text()));
  }

  /** The parser takes DROP NOT NULL for plain names only, but SET DATA TYPE for paths too. */
  private Statement dropNotNull(StatementText text, int at) {
    SqlPosition start = text.position();
    return switch (parsed(text, text.text().substring(0, at) + "SET DATA TYPE int")) {
      case io.trino.sql.tree.SetColumnType set -> new AlterMapping(start).dropNotNull(set);
      // The words stood in a comment.
      default -> mapped(start, parsed(text, text.text()));
    };
  }

  private static Statement mapped(SqlPosition start, io.trino.sql.tree.Statement node) {
    AlterMapping alter = new AlterMapping(start);
    return switch (node) {
      case io.trino.sql.tree.CreateSchema create -> SchemaMapping.create(start, create);
      case io.trino.sql.tree.DropSchema drop -> SchemaMapping.drop(start, drop);
      case io.trino.sql.tree.CreateTable create -> TableMapping.createTable(start, create);
      case io.trino.sql.tree.DropTable drop ->
          new Statement.DropTable(
              TableMapping.placeOf(start, drop.getTableName()),
              TableMapping.tableName(start, drop.getTableName()),
              drop.isExists() ? OnMissing.SKIP : OnMissing.FAIL);
      case io.trino.sql.tree.AddColumn add -> alter.addColumn(add);
      case io.trino.sql.tree.DropColumn drop -> alter.dropColumn(drop);
      case io.trino.sql.tree.RenameColumn rename -> alter.renameColumn(rename);
      case io.trino.sql.tree.SetColumnType set -> alter.setType(set);
      case io.trino.sql.tree.DropNotNullConstraint drop -> alter.dropNotNull(drop);
      case io.trino.sql.tree.SetDefaultValue set -> alter.setDefault(set);
      case io.trino.sql.tree.DropDefaultValue drop -> alter.dropDefault(drop);
      case io.trino.sql.tree.SetProperties set -> alter.setProperties(set);
      case io.trino.sql.tree.RenameTable rename -> alter.renameTable(rename);
      case io.trino.sql.tree.Comment comment -> alter.comment(comment);
      case io.trino.sql.tree.ShowSchemas show -> SchemaMapping.showSchemas(start, show);
      case io.trino.sql.tree.ShowTables show -> SchemaMapping.showTables(start, show);
      case io.trino.sql.tree.ShowColumns show -> SchemaMapping.showColumns(start, show);
      case io.trino.sql.tree.ShowCreate show -> SchemaMapping.showCreate(start, show);
      case io.trino.sql.tree.CreateTableAsSelect _ ->
          throw start.unsupported(
              refusal(
                  "CREATE TABLE AS", "Create the table with its columns, then INSERT INTO it."));
      default ->
          throw start.unsupported(
              refusal(node.getClass().getSimpleName(), "docs/sql.md lists what there is."));
    };
  }

  private io.trino.sql.tree.Statement parsed(StatementText statement, String text) {
    try {
      return parser.createStatement(text);
    } catch (ParsingException e) {
      Matcher setNotNull = SET_NOT_NULL.matcher(text);
      if (setNotNull.find()) {
        throw AlterMapping.setNotNull(statement.at(setNotNull.start()));
      }
      SqlPosition place = statement.position().inside(e.getLineNumber(), e.getColumnNumber());
      Matcher mismatch = MISMATCH.matcher(e.getErrorMessage());
      if (mismatch.matches()) {
        String token = mismatch.group(1);
        String found = token.equals("<EOF>") ? "the end" : "'" + shortened(token) + "'";
        throw place.syntax("Statement", "one of " + mismatch.group(2), found, "");
      }
      throw place.syntax("Statement", "a definition", shortened(e.getErrorMessage()), "");
    }
  }

  static String shortened(String text) {
    return text.length() <= FOUND_CHARS_MAX ? text : text.substring(0, FOUND_CHARS_MAX) + "…";
  }

  private static String refusal(String name, String instead) {
    return name
        + ": expected a definition or a query, found a statement that is not supported. "
        + instead;
  }

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }
}

package dev.firn.sql;

import dev.firn.engine.error.FirnException;
import dev.firn.sql.Statement.CreateSchema;
import dev.firn.sql.Statement.DropTable;
import dev.firn.sql.Statement.OnExisting;
import dev.firn.sql.Statement.OnMissing;
import dev.firn.sql.Statement.Query;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  private static final Pattern FIRST_WORDS =
      Pattern.compile("(\\w+)(?:\\s+(OR\\s+REPLACE|\\w+))?.*", flags());
  private static final Pattern COMMENTS = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", flags());
  private static final Pattern MISMATCH =
      Pattern.compile("mismatched input '(.*)'\\. Expecting: (.*)", flags());

  private static final String USE_LOAD = "Add rows with `firn load`.";
  private static final String ONLY_ADDS = "This version adds rows and drops tables, no more.";

  /** First words of statements that change something, and what a user can do instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("INSERT", USE_LOAD),
          Map.entry("COPY", USE_LOAD),
          Map.entry("UPDATE", ONLY_ADDS),
          Map.entry("DELETE", ONLY_ADDS),
          Map.entry("MERGE", ONLY_ADDS),
          Map.entry("TRUNCATE", ONLY_ADDS),
          Map.entry("ALTER", "Changing tables comes with the next version."),
          Map.entry("COMMENT", "Changing tables comes with the next version."),
          Map.entry("CREATE", "It creates schemas and tables."),
          Map.entry("DROP", "It drops tables."),
          Map.entry("GRANT", ONLY_ADDS),
          Map.entry("REVOKE", ONLY_ADDS));

  private static final Set<String> DEFINITIONS =
      Set.of("CREATE SCHEMA", "CREATE TABLE", "DROP TABLE");

  private final SqlParser parser = new SqlParser();

  /**
   * The statements of a script, in their order. Nothing is returned unless all of it is understood,
   * so that a script does not stop halfway for a slip in its last line.
   *
   * @throws FirnException SYNTAX with line and column, or UNSUPPORTED
   */
  public List<Statement> parse(String script) {
    return StatementSplitter.split(script).stream().map(this::statement).toList();
  }

  private Statement statement(StatementText text) {
    Matcher words = FIRST_WORDS.matcher(COMMENTS.matcher(text.text()).replaceAll(" "));
    if (!words.matches()) {
      return new Query(text.position(), text.text());
    }
    String verb = words.group(1).toUpperCase(Locale.ROOT);
    String object = Optional.ofNullable(words.group(2)).orElse("").toUpperCase(Locale.ROOT);
    String name = (verb + " " + object.replaceAll("\\s+", " ")).strip();
    if (DEFINITIONS.contains(name)) {
      return definition(text);
    }
    String instead = REFUSED.get(verb);
    if (instead != null) {
      boolean isNamedByObject = verb.equals("CREATE") || verb.equals("DROP");
      throw text.position().unsupported(refusal(isNamedByObject ? name : verb, instead));
    }
    return new Query(text.position(), text.text());
  }

  private Statement definition(StatementText text) {
    Node node = parseDefinition(text);
    SqlPosition position = text.position();
    return switch (node) {
      case io.trino.sql.tree.CreateSchema create -> createSchema(position, create);
      case CreateTable create -> TableMapping.createTable(position, create);
      case io.trino.sql.tree.DropTable drop ->
          new DropTable(
              position,
              TableMapping.tableName(position, drop.getTableName()),
              drop.isExists() ? OnMissing.SKIP : OnMissing.FAIL);
      case CreateTableAsSelect _ ->
          throw position.unsupported(
              refusal("CREATE TABLE AS", "Create the table with its columns, then `firn load`."));
      default -> throw new IllegalStateException("Parsed as " + node.getClass());
    };
  }

  private static Statement createSchema(
      SqlPosition position, io.trino.sql.tree.CreateSchema create) {
    if (!create.getProperties().isEmpty() || create.getPrincipal().isPresent()) {
      throw position.unsupported(
          refusal("CREATE SCHEMA with properties or owner", "Create it by its name alone."));
    }
    return new CreateSchema(
        position,
        TableMapping.schemaName(position, create.getSchemaName()),
        create.isNotExists() ? OnExisting.SKIP : OnExisting.FAIL);
  }

  /** The text is moved to its place in the script, so that the parser's positions are right. */
  private Node parseDefinition(StatementText text) {
    SqlPosition position = text.position();
    String margin = "\n".repeat(position.line() - 1) + " ".repeat(position.column() - 1);
    try {
      return parser.createStatement(margin + text.text());
    } catch (ParsingException e) {
      SqlPosition place = new SqlPosition(e.getLineNumber(), e.getColumnNumber());
      Matcher mismatch = MISMATCH.matcher(e.getErrorMessage());
      if (mismatch.matches()) {
        String found = mismatch.group(1).equals("<EOF>") ? "the end" : quoted(mismatch.group(1));
        throw place.syntax("Statement", "one of " + mismatch.group(2), found, "");
      }
      throw place.syntax("Statement", "a definition", e.getErrorMessage(), "");
    }
  }

  private static String refusal(String name, String instead) {
    return name
        + ": expected a definition or a query, found a statement that is not supported. "
        + instead;
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }
}

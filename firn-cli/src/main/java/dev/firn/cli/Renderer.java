package dev.firn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes results as tables, JSON or CSV, row by row, so that none has to fit in memory. */
final class Renderer {
  /** Rows looked at before the widths of a table's columns are settled. */
  private static final int WIDTH_ROWS = 1_000;

  /** An empty text that is not null. */
  private static final String EMPTY_FIELD = "\"\"";

  private final OutputFormat format;
  private final PrintWriter out;

  Renderer(OutputFormat format, PrintWriter out) {
    this.format = format;
    this.out = out;
  }

  void render(Result result) {
    switch (format) {
      case table -> renderTable(result);
      case json -> renderJson(result);
      case csv -> renderCsv(result);
      case arrow, parquet -> throw new IllegalStateException("Not a format of lines: " + format);
    }
    out.flush();
  }

  private void renderTable(Result result) {
    if (result.shape() == Result.Shape.ONE) {
      renderOne(result);
      return;
    }
    List<Column> columns = result.columns();
    List<List<String>> first = new ArrayList<>();
    Iterator<@Nullable Object[]> rows = result.rows();
    while (rows.hasNext() && first.size() < WIDTH_ROWS) {
      first.add(texts(rows.next()));
    }
    int[] widths = widths(columns, first);
    printLine(columns, columns.stream().map(Column::name).toList(), widths);
    if (columns.stream().anyMatch(column -> !column.type().isEmpty())) {
      printLine(columns, columns.stream().map(Column::type).toList(), widths);
    }
    printRule(widths);
    first.forEach(row -> printLine(columns, row, widths));
    long count = first.size();
    while (rows.hasNext()) {
      printLine(columns, texts(rows.next()), widths);
      count++;
    }
    out.println(count == 1 ? "(1 row)" : "(" + count + " rows)");
  }

  /** One thing stands upright: a line per key. */
  private void renderOne(Result result) {
    @Nullable Object[] cells = result.rows().next();
    int width =
        result.columns().stream().mapToInt(column -> column.name().length()).max().orElse(0);
    for (int i = 0; i < cells.length; i++) {
      String name = result.columns().get(i).name();
      String text = cells[i] == null ? "" : Cells.tableText(cells[i]);
      String indented = text.replace("\n", "\n" + " ".repeat(width + 2));
      out.println((name + " ".repeat(width - name.length()) + "  " + indented).stripTrailing());
    }
  }

  private void renderJson(Result result) {
    try (JsonGenerator json = Cells.generator(out)) {
      boolean many = result.shape() == Result.Shape.MANY;
      if (many) {
        out.print("[");
      }
      String separator = many ? "\n  " : "";
      Iterator<@Nullable Object[]> rows = result.rows();
      boolean any = rows.hasNext();
      while (rows.hasNext()) {
        out.print(separator);
        writeObject(json, result.columns(), rows.next());
        json.flush();
        separator = ",\n  ";
      }
      out.println(many ? (any ? "\n]" : "]") : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeObject(JsonGenerator json, List<Column> columns, @Nullable Object[] row)
      throws IOException {
    json.writeStartObject();
    for (int i = 0; i < row.length; i++) {
      json.writeFieldName(columns.get(i).name());
      Cells.writeJson(json, row[i]);
    }
    json.writeEndObject();
  }

  private void renderCsv(Result result) {
    printFields(result.columns().stream().map(column -> quoted(column.name())).toList());
    while (result.rows().hasNext()) {
      printFields(fields(result.rows().next()));
    }
  }

  /** One row of a result that goes on, and before the first the header. */
  void renderCsvLine(List<Column> columns, @Nullable Object[] cells, boolean isFirst) {
    if (isFirst) {
      printFields(columns.stream().map(column -> quoted(column.name())).toList());
    }
    printFields(fields(cells));
    out.flush();
  }

  private static List<String> fields(@Nullable Object[] cells) {
    List<String> fields = new ArrayList<>();
    for (Object cell : cells) {
      // In quotes, so that a load of what is printed can tell an empty string from null.
      String text = Cells.csvText(cell);
      fields.add(cell != null && text.isEmpty() ? EMPTY_FIELD : quoted(text));
    }
    return fields;
  }

  private void printFields(List<String> fields) {
    out.print(String.join(",", fields));
    out.print("\r\n");
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  private static List<String> texts(@Nullable Object[] row) {
    List<String> texts = new ArrayList<>();
    for (Object cell : row) {
      texts.add(Cells.tableText(cell).replace("\r", "\\r").replace("\n", "\\n"));
    }
    return texts;
  }

  private static int[] widths(List<Column> columns, List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      widths[i] = Math.max(length(column.name()), length(column.type()));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private void printLine(List<Column> columns, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - length(cells.get(i))));
      boolean right = columns.get(i).alignment() == Column.Alignment.RIGHT;
      line.append(i == 0 ? " " : " | ");
      line.append(right ? padding + cells.get(i) : cells.get(i) + padding);
    }
    out.println(line.toString().stripTrailing());
  }

  private void printRule(int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
    }
    out.println(line.append('-'));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}

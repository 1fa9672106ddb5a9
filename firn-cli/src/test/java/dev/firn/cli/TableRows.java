package dev.firn.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** All rows of a table by one reader, as {@link PlainText}. */
final class TableRows {
  private TableRows() {}

  /** By Iceberg's generic reader. */
  static List<List<String>> ofIceberg(Table table) {
    List<Types.NestedField> columns = table.schema().columns();
    List<List<String>> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          row.add(PlainText.ofIceberg(columns.get(i).type(), record.get(i)));
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** By a query's JSON, whose numbers are taken as they are written. */
  static List<List<String>> ofQuery(List<Types.NestedField> columns, String json) {
    List<List<String>> rows = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      List<String> row = new ArrayList<>();
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.END_OBJECT) {
          rows.add(row);
          row = new ArrayList<>();
        } else if (token.isScalarValue()) {
          String text = token == JsonToken.VALUE_NULL ? null : parser.getText();
          row.add(PlainText.ofQuery(columns.get(row.size()).type(), text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** The {@code rows} of an outside reader's summary. */
  static List<List<String>> ofSummary(List<Types.NestedField> columns, JsonNode summary) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode cells : summary.get("rows")) {
      List<String> row = new ArrayList<>();
      for (JsonNode cell : cells) {
        String text = cell.isNull() ? null : cell.asText();
        row.add(PlainText.ofPython(columns.get(row.size()).type(), text));
      }
      rows.add(row);
    }
    return rows;
  }
}

package dev.firn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;

/** An engine that stays open over flights in one layout. */
interface QueryContender extends AutoCloseable {
  /** Engine and layout, as the report names them. */
  String name();

  /** Whether it answers this query in a way of its own, unlike the other contenders. */
  boolean takesPart(ComparedQuery query);

  /** Answers a query from its text to its last row. */
  Answer answer(ComparedQuery query) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * One answer.
   *
   * @param rows as text, in no order of their own
   * @param opened data files that were opened
   * @param kept all data files of the layout
   */
  record Answer(List<String> rows, FileFacts opened, FileFacts kept) {
    public Answer {
      rows = List.copyOf(rows);
    }

    /** The rows of a result; what follows them is read to its end. */
    static List<String> rowsOf(ArrowReader result) throws IOException {
      List<String> rows = new ArrayList<>();
      while (result.loadNextBatch()) {
        List<FieldVector> columns = result.getVectorSchemaRoot().getFieldVectors();
        for (int row = 0; row < result.getVectorSchemaRoot().getRowCount(); row++) {
          List<String> cells = new ArrayList<>();
          for (FieldVector column : columns) {
            cells.add(String.valueOf(column.getObject(row)));
          }
          rows.add(String.join(", ", cells));
        }
      }
      // Equal counts may come in any order.
      return rows.stream().sorted().toList();
    }
  }

  /** Data files, whole: an engine may read less of them. */
  record FileFacts(long count, long bytes) {}
}

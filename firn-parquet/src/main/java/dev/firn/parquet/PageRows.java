package dev.firn.parquet;

import java.util.List;

/**
 * How many rows a page may have. The open pages of all columns wait in memory at once, with a
 * dictionary each that may be several times as large, so pages of a table with hundreds of columns
 * are shorter than the options allow.
 */
final class PageRows {
  /** Open pages take about an eighth of a row group, so that its chunks have as many pages. */
  private static final int ROW_GROUP_PART = 8;

  /** A page of fewer costs more in headers than it saves in memory. */
  private static final int ROWS_MIN = Workspace.SLICE_ROWS_MAX;

  /** What is reckoned for the bytes of a string, behind its length. */
  private static final int STRING_BYTES = 12;

  private PageRows() {}

  /** The most rows of a page in a file of these columns. */
  static int max(List<LeafColumn> columns, WriterOptions options) {
    long rowBytes = 0;
    for (LeafColumn column : columns) {
      rowBytes += column.plainBytesMax() + (column.layout().isVariable() ? STRING_BYTES : 0);
    }
    long fitting = options.rowGroupBytesMax() / ROW_GROUP_PART / Math.max(1, rowBytes);
    return (int) Math.min(Math.max(fitting, ROWS_MIN), options.pageRowsMax());
  }
}

package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Holds a footer read back against the facts of the writer. */
final class FooterComparison {
  private final List<String> differences = new ArrayList<>();

  private FooterComparison() {}

  static List<String> differences(ParquetFooter footer, FileFacts facts) {
    FooterComparison comparison = new FooterComparison();
    comparison.compare("File bytes", facts.fileBytes(), footer.fileBytes());
    comparison.compare("Rows", facts.rowCount(), footer.rowCount());
    comparison.compare("Row groups", facts.rowGroups(), footer.rowGroups());
    comparison.compare("Checksum", OptionalLong.of(facts.crc32c()), footer.crc32c());
    comparison.compareColumns(facts.columns(), footer.columns());
    return List.copyOf(comparison.differences);
  }

  private void compareColumns(List<ColumnFacts> facts, List<FooterColumn> found) {
    compare("Columns", facts.size(), found.size());
    for (int i = 0; i < Math.min(facts.size(), found.size()); i++) {
      compareColumn(facts.get(i), found.get(i));
    }
  }

  private void compareColumn(ColumnFacts facts, FooterColumn found) {
    String column = "Column '" + facts.dottedPath() + "', ";
    compare(column + "path", facts.path(), found.path());
    compare(column + "field id", facts.fieldId(), found.fieldId());
    compare(column + "values", facts.valueCount(), found.valueCount());
    compare(column + "nulls", OptionalLong.of(facts.nullCount()), found.nullCount());
    compare(column + "encoded bytes", facts.encodedBytes(), found.encodedBytes());
    compare(column + "compressed bytes", facts.compressedBytes(), found.compressedBytes());
    compare(column + "Bloom filter bytes", facts.bloomFilterBytes(), found.bloomFilterBytes());
    compare(column + "encodings", facts.encodings(), found.encodings());
  }

  private void compare(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      differences.add(what + ": expected " + expected + ", found " + found + ".");
    }
  }
}

package dev.firn.cli;

import dev.firn.engine.FirnTable;
import dev.firn.engine.statistics.PartitionStatistics;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.FooterColumn;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lists the data files of a table's current snapshot; in JSON with each column's storage. */
@Command(name = "files", description = "List the data files of a table's current snapshot.")
final class FilesCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("path"),
          Column.text("partition"),
          Column.number("rows"),
          Column.number("bytes"),
          Column.number("sort_order_id"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    FirnTable found = firn.firnForReading().table(table);
    boolean withColumns = firn.console().format() == OutputFormat.json;
    List<Column> columns = new ArrayList<>(COLUMNS);
    if (withColumns) {
      columns.add(Column.text("columns"));
    }
    Table iceberg = found.icebergTable();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DataFile file : found.dataFiles()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(file.location());
      cells.add(partition(iceberg.specs().get(file.specId()), file));
      cells.add(file.recordCount());
      cells.add(file.fileSizeInBytes());
      cells.add(file.sortOrderId());
      if (withColumns) {
        cells.add(columnsOf(found, file));
      }
      rows.add(cells.toArray());
    }
    firn.console().print(Result.many(columns, rows));
  }

  private static String partition(@Nullable PartitionSpec spec, DataFile file) {
    return spec == null ? "" : PartitionStatistics.pathOf(spec, file.partition());
  }

  private static List<Map<String, @Nullable Object>> columnsOf(FirnTable table, DataFile file) {
    List<Map<String, @Nullable Object>> columns = new ArrayList<>();
    for (FooterColumn column : table.footerOf(file).columns()) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("name", column.dottedPath());
      List<String> codecs = column.codecs().stream().sorted().toList();
      each.put("codec", String.join(",", codecs).toLowerCase(java.util.Locale.ROOT));
      each.put("encodings", column.encodings().stream().map(Encoding::name).sorted().toList());
      each.put("bytes", column.compressedBytes());
      each.put("encoded_bytes", column.encodedBytes());
      each.put("compressed_bytes", column.compressedBytes());
      each.put("ratio", ratio(column));
      each.put("bloom_filter_bytes", column.bloomFilterBytes());
      columns.add(each);
    }
    return columns;
  }

  /** Encoded by compressed bytes, to three places; null for a file without rows. */
  private static @Nullable BigDecimal ratio(FooterColumn column) {
    return column.compressedBytes() == 0
        ? null
        : BigDecimal.valueOf(column.encodedBytes())
            .divide(BigDecimal.valueOf(column.compressedBytes()), 3, RoundingMode.HALF_UP);
  }
}

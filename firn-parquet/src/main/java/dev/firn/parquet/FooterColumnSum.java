package dev.firn.parquet;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.SchemaElement;

/** Adds up the chunks of one leaf column of a footer. */
final class FooterColumnSum {
  private final List<String> path;
  private final String dottedPath;
  private final OptionalInt fieldId;
  private final Set<String> codecs = new TreeSet<>();
  private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
  private long valueCount;
  private long nullCount;
  private boolean knowsNullCount = true;
  private long encodedBytes;
  private long compressedBytes;
  private long bloomFilterBytes;

  FooterColumnSum(List<String> path, String dottedPath, SchemaElement leaf) {
    this.path = path;
    this.dottedPath = dottedPath;
    this.fieldId = leaf.isSetField_id() ? OptionalInt.of(leaf.getField_id()) : OptionalInt.empty();
  }

  void add(ColumnMetaData chunk) {
    codecs.add(chunk.getCodec().name());
    for (org.apache.parquet.format.Encoding encoding : chunk.getEncodings()) {
      encodings.add(Encoding.valueOf(encoding.name()));
    }
    valueCount += chunk.getNum_values();
    if (chunk.isSetStatistics() && chunk.getStatistics().isSetNull_count()) {
      nullCount += chunk.getStatistics().getNull_count();
    } else {
      knowsNullCount = false;
    }
    encodedBytes += chunk.getTotal_uncompressed_size();
    compressedBytes += chunk.getTotal_compressed_size();
    bloomFilterBytes += chunk.isSetBloom_filter_length() ? chunk.getBloom_filter_length() : 0;
  }

  FooterColumn column() {
    return new FooterColumn(
        path,
        dottedPath,
        fieldId,
        codecs,
        encodings,
        valueCount,
        knowsNullCount ? OptionalLong.of(nullCount) : OptionalLong.empty(),
        encodedBytes,
        compressedBytes,
        bloomFilterBytes);
  }
}

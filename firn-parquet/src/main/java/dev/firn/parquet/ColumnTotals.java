package dev.firn.parquet;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Adds up the flushed chunks of one column to its facts. */
final class ColumnTotals {
  private final LeafColumn column;
  private final Compression compression;
  private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
  private long valueCount;
  private long nullCount;
  private long nanCount;
  private long encodedBytes;
  private long storedBytes;
  private long bloomFilterBytes;
  private long encodeNanos;
  private long compressNanos;
  private Optional<Bounds> bounds = Optional.empty();
  private final Optional<GeometryExtent> extent;

  ColumnTotals(LeafColumn column, Compression compression) {
    this.column = column;
    this.extent = GeometryExtent.of(column);
    this.compression = compression;
  }

  void add(FinishedChunk chunk, ChunkTimes times) {
    ChunkPages pages = chunk.pages();
    for (PageFacts page : pages.facts()) {
      valueCount += page.levelCount();
      nullCount += page.nullCount();
      nanCount += page.nanCount();
    }
    encodedBytes += pages.encodedBytes();
    storedBytes += pages.storedBytes();
    bloomFilterBytes += chunk.filter() == null ? 0 : chunk.filter().byteCount();
    encodeNanos += times.encodeNanos();
    compressNanos += times.compressNanos();
    encodings.addAll(ChunkMetadata.encodings(column, pages));
    pages.bounds().ifPresent(this::widen);
    pages.extent().ifPresent(added -> extent.orElseThrow().add(added));
  }

  ColumnFacts facts() {
    Optional<Bounds> whole = extent.isPresent() ? extent.get().corners() : bounds;
    return new ColumnFacts(
        column.path(),
        column.dottedPath(),
        column.fieldId(),
        valueCount,
        nullCount,
        nanCount,
        whole.map(b -> bound(b.min())),
        whole.map(b -> bound(b.max())),
        encodedBytes,
        storedBytes,
        bloomFilterBytes,
        encodings,
        compression,
        encodeNanos,
        compressNanos);
  }

  private void widen(Bounds chunk) {
    bounds = Optional.of(bounds.map(b -> b.merge(chunk, column.layout().order())).orElse(chunk));
  }

  /** From Parquet's plain encoding to the fewest bytes for decimals; all else is the same. */
  private Bound bound(byte[] plain) {
    return switch (column.layout()) {
      case DECIMAL_INT32, DECIMAL_INT64 -> Bound.of(new BigInteger(reversed(plain)).toByteArray());
      case DECIMAL_FIXED -> Bound.of(new BigInteger(plain).toByteArray());
      case BOOLEAN,
          INT8,
          INT16,
          INT32,
          FLOAT,
          INT64,
          DOUBLE,
          FIXED,
          BYTES,
          LARGE_BYTES,
          VIEW_BYTES ->
          Bound.of(plain);
    };
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}

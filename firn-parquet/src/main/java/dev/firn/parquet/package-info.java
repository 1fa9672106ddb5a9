/**
 * Arrow vectors to one Parquet file, with exact facts about it. Knows no Iceberg, no SQL, no
 * network, and does no file calls: bytes go to a {@link dev.firn.parquet.ParquetSink} and come from
 * a {@link dev.firn.parquet.ParquetSource}.
 *
 * <p>The way of a batch: {@link dev.firn.parquet.ParquetWriter} checks it and gives as many rows as
 * fit to the open row group; there each column loads, looks up, encodes and summarises them slice
 * by slice, finishes pages and keeps them compressed; a full row group is flushed to the sink; the
 * footer and page indexes come last. Columns in lists, maps and optional structs go the same way
 * but for their levels, which SliceLevels makes. {@link dev.firn.parquet.ParquetFooter} and {@link
 * dev.firn.parquet.PageVerifier} read a finished file back to check it.
 *
 * <p>The format is <a href="https://github.com/apache/parquet-format">Apache Parquet</a> (its
 * README.md, Encodings.md, LogicalTypes.md and PageIndex.md), the types are those of Iceberg's
 * table spec, appendix A. Each Parquet type has its own small loops: a ValueLoader, a Dictionary, a
 * PlainEncoder and a Summary, chosen once per column. Which encoding a chunk gets, EncodingPolicy
 * says by what EncodingTrial measures; each encoding has an encoder of its own.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.parquet;

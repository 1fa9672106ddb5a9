/**
 * Arrow vectors to one Parquet file, with exact facts about it. Knows no Iceberg, no SQL, no
 * network.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.parquet;

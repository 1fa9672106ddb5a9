/**
 * Valid batches to finished, checked Parquet files with Iceberg's metrics, listed in a manifest.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.datafile;

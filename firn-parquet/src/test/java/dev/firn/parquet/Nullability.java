package dev.firn.parquet;

/** Whether a test's column takes nulls. */
enum Nullability {
  REQUIRED,
  OPTIONAL
}

package dev.firn.parquet;

/** A batch does not fit the schema that the file was opened with; the file cannot be continued. */
public final class InvalidBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidBatchException(String message) {
    super(message);
  }
}

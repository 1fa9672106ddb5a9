package dev.firn.parquet;

import java.io.IOException;

/** A file is not the Parquet file that it claims to be: torn, damaged or something else. */
public final class CorruptFileException extends IOException {
  private static final long serialVersionUID = 1L;

  CorruptFileException(String message) {
    super(message);
  }

  CorruptFileException(String message, Throwable cause) {
    super(message, cause);
  }
}

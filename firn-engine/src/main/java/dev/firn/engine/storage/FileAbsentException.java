package dev.firn.engine.storage;

/** There is no file where one was expected. A type of its own, because callers act on it. */
public final class FileAbsentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FileAbsentException(String location, Throwable cause) {
    super("File '" + location + "': expected to exist, found nothing.", cause);
  }
}

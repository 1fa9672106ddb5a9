package dev.firn.input.text;

import java.io.IOException;

/**
 * Bytes of a text that are not UTF-8. All characters before them have been handed out; what follows
 * cannot be read. Whoever takes records out of the text reports it with the record.
 */
public final class NotUtf8Exception extends IOException {
  private static final long serialVersionUID = 1L;

  /** What should have been there, in the words of a violation. */
  public static final String EXPECTED = "text in UTF-8";

  private final String found;

  NotUtf8Exception(String bytes, long line) {
    super("line " + line + ": expected " + EXPECTED + ", found the bytes " + bytes);
    this.found =
        "the bytes "
            + bytes
            + " on line "
            + line
            + "; nothing from there on was read. Save the file as UTF-8; it may be in Latin-1 or"
            + " Windows-1252";
  }

  /** The bytes and their line, in the words of a violation. */
  public String found() {
    return found;
  }
}

package dev.firn.engine.table;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Locale;

/**
 * Namespace and name of a table, as they were created. The namespace may have levels, separated by
 * dots.
 */
public record TableName(String namespace, String name) {
  /** Iceberg's JDBC catalog stores each in a column of this width. */
  private static final int PART_CHARS_MAX = 255;

  private static final String REFUSED_CHARS = "/\\\"'`$%:*?<>|";

  public TableName {
    checkPart("namespace", namespace, namespace.split("\\.", -1));
    checkPart("table name", name, name);
  }

  /**
   * Reads {@code namespace.table}; the last dot separates.
   *
   * @throws FirnException {@link ErrorCode#USAGE} if it is not of that form
   */
  public static TableName parse(String text) {
    int dot = text.lastIndexOf('.');
    if (dot <= 0 || dot == text.length() - 1) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Table '"
              + text
              + "': expected namespace.table (such as air.flights), found no '.'"
              + " between two names.");
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /** Whether two names are the same to SQL, which does not look at case. */
  public boolean matches(TableName other) {
    return toString().equalsIgnoreCase(other.toString());
  }

  /** The folder of the name below a warehouse: one folder per level. */
  public String folder() {
    return namespace.replace('.', '/') + "/" + name;
  }

  @Override
  public String toString() {
    return namespace + "." + name;
  }

  private static void checkPart(String what, String whole, String... levels) {
    if (whole.length() > PART_CHARS_MAX) {
      throw new FirnException(
          ErrorCode.USAGE,
          String.format(
              Locale.ROOT,
              "%s '%s…': expected at most %d characters, found %d.",
              capitalised(what),
              whole.substring(0, 40),
              PART_CHARS_MAX,
              whole.length()));
    }
    for (String level : levels) {
      if (level.isBlank() || !level.chars().allMatch(TableName::isAllowed)) {
        throw new FirnException(
            ErrorCode.USAGE,
            capitalised(what)
                + " '"
                + whole
                + "': expected letters, digits, '_', '-' or spaces in"
                + " each level, found "
                + (level.isBlank() ? "an empty one." : "'" + level + "'."));
      }
    }
  }

  private static boolean isAllowed(int character) {
    return character >= ' ' && character != '.' && REFUSED_CHARS.indexOf(character) < 0;
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

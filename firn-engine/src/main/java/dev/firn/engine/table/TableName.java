package dev.firn.engine.table;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Namespace and name of a table, as they were created. The namespace may have levels, separated by
 * dots.
 */
public record TableName(String namespace, String name) {
  /**
   * A name is also part of file names, with a date and a ULID behind it, and a file system allows
   * 255 bytes.
   */
  private static final int PART_BYTES_MAX = 180;

  /** Folders of the warehouse that are no namespaces. */
  private static final Set<String> RESERVED_NAMESPACES = Set.of("owners", "log", "spill");

  public TableName {
    checkPart("namespace", namespace, namespace.split("\\.", -1));
    checkPart("table name", name, name);
    if (RESERVED_NAMESPACES.contains(namespace.toLowerCase(Locale.ROOT))) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Namespace '"
              + namespace
              + "': expected another name than owners, log and spill, which are folders of the"
              + " warehouse itself.");
    }
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

  /**
   * The folder of the name below a warehouse. A namespace is one folder, its dots included, so that
   * no table's folder can lie inside another's.
   */
  public String folder() {
    return namespace + "/" + name;
  }

  @Override
  public String toString() {
    return namespace + "." + name;
  }

  private static void checkPart(String what, String whole, String... levels) {
    int bytes = whole.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > PART_BYTES_MAX) {
      throw new FirnException(
          ErrorCode.USAGE,
          String.format(
              Locale.ROOT,
              "%s '%s…': expected at most %d bytes, found %d.",
              capitalised(what),
              whole.substring(0, 40),
              PART_BYTES_MAX,
              bytes));
    }
    for (String level : levels) {
      if (level.isBlank() || !level.codePoints().allMatch(TableName::isAllowed)) {
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
    return Character.isLetterOrDigit(character)
        || character == '_'
        || character == '-'
        || character == ' ';
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

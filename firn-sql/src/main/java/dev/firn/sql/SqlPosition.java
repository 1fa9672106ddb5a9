package dev.firn.sql;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.NodeLocation;

/**
 * A place in a script.
 *
 * @param line from 1
 * @param column from 1
 */
public record SqlPosition(int line, int column) {
  static SqlPosition of(Node node) {
    NodeLocation location = node.getLocation().orElse(new NodeLocation(1, 1));
    return new SqlPosition(location.getLineNumber(), location.getColumnNumber());
  }

  /** A statement that is wrong at this place. */
  FirnException syntax(String what, String expected, String found, String wayOut) {
    return refusal(
        ErrorCode.SYNTAX,
        what
            + ": expected "
            + expected
            + ", found "
            + found
            + "."
            + (" " + wayOut).stripTrailing());
  }

  /** A statement that is right, but not for this version. */
  FirnException unsupported(String message) {
    return refusal(ErrorCode.UNSUPPORTED, message);
  }

  private FirnException refusal(ErrorCode code, String message) {
    return new FirnException(code, "SQL, line " + line + ", column " + column + ": " + message);
  }
}

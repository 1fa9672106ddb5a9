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
  /** The place of a node of the statement that begins here. */
  SqlPosition of(Node node) {
    NodeLocation location = node.getLocation().orElse(new NodeLocation(1, 1));
    return inside(location.getLineNumber(), location.getColumnNumber());
  }

  /** The place of a line and column, both from 1, of the text that begins here. */
  SqlPosition inside(int lineInside, int columnInside) {
    return lineInside == 1
        ? new SqlPosition(line, column + columnInside - 1)
        : new SqlPosition(line + lineInside - 1, columnInside);
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

  /** A refusal of the engine's, at this place. */
  FirnException place(FirnException failure) {
    return new FirnException(failure.code(), origin() + ": " + failure.getMessage(), failure);
  }

  /** As messages begin, also those of the engine. */
  String origin() {
    return "SQL, line " + line + ", column " + column;
  }

  private FirnException refusal(ErrorCode code, String message) {
    return new FirnException(code, origin() + ": " + message);
  }
}

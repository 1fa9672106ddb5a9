package dev.firn.sql.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * {@code AT (VERSION => …)}: a snapshot id, a commit id, or the name of a tag or branch; and {@code
 * AT (TIMESTAMP => …)}: the snapshot that was current then. DuckDB computes what stands there.
 */
final class VersionClause {
  /** DuckDB's text of a timestamp with zone; the session's zone is UTC. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern(
          "uuuu-MM-dd HH:mm:ss[.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]X", Locale.ROOT);

  private static final int ULID_CHARS = 26;

  private VersionClause() {}

  static SnapshotTarget target(JsonNode at, QueryPlanner planner) {
    JsonNode expression = at.path("expr");
    return at.path("unit").asText().equalsIgnoreCase("VERSION")
        ? version(
            planner
                .evaluate(expression, "VARCHAR")
                .orElseThrow(
                    () ->
                        new FirnException(
                            ErrorCode.USAGE,
                            "AT (VERSION => …): expected a snapshot id, a commit id, a tag or a"
                                + " branch, found NULL.")))
        : new SnapshotTarget.AsOf(
            moment(planner.evaluate(expression, "TIMESTAMPTZ").orElse("NULL")));
  }

  private static SnapshotTarget version(String text) {
    if (text.matches("-?\\d{1,19}")) {
      try {
        return new SnapshotTarget.SnapshotId(Long.parseLong(text));
      } catch (NumberFormatException e) {
        return new SnapshotTarget.RefName(text);
      }
    }
    return text.length() == ULID_CHARS && text.matches("[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]+")
        ? new SnapshotTarget.CommitId(text.toUpperCase(Locale.ROOT))
        : new SnapshotTarget.RefName(text);
  }

  private static java.time.Instant moment(String text) {
    try {
      return OffsetDateTime.parse(text, MOMENT).toInstant();
    } catch (DateTimeParseException e) {
      throw new FirnException(
          ErrorCode.USAGE,
          "AT (TIMESTAMP => …): expected a moment such as TIMESTAMP '2026-01-31 12:00:00', found "
              + (text.equals("NULL") ? text : "'" + text + "'")
              + ".",
          e);
    }
  }
}

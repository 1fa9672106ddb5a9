package dev.firn.engine.metric;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.memory.Shrink;
import dev.firn.parquet.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * By what meters of one name differ. Each has a bounded number of values: those of closed choices,
 * or names up to a {@link LabelLimit}.
 */
enum Label {
  /** A table as it was created. */
  TABLE,
  /** A leaf column with dots, as Iceberg names it. */
  COLUMN,
  /** The codec that a column's pages were offered to. */
  CODEC(Codec.values()),
  /** By which door rows came. */
  WAY(Way.values()),
  /** Why nothing was taken in. */
  REASON(ErrorCode.values(), Reason.values()),
  /** In which way rows do not fit. */
  KIND(ViolationKind.values()),
  /** What was sent again. */
  FORM(Form.values()),
  /** What a receipt promises. */
  STATUS(Status.values()),
  /** How a commit ended. */
  OUTCOME(Outcome.values()),
  /** What turned an attempt at a commit back. */
  CAUSE(Cause.values()),
  /** A step of sealing. */
  PHASE(Phase.values()),
  /** What is made smaller. */
  PART(Shrink.values()),
  /** In which way rows were put in order. */
  MODE(Mode.values());

  @SuppressWarnings("ImmutableEnumChecker") // A list of texts that cannot be changed.
  private final List<String> choices;

  Label(Enum<?>[]... closedChoices) {
    this.choices = Stream.of(closedChoices).flatMap(Arrays::stream).map(Label::valueOf).toList();
  }

  /** The label's name in a scrape. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All values there can be; empty where they are names of the user's. */
  List<String> choices() {
    return choices;
  }

  /** A choice as a label's value. */
  static String valueOf(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  enum Way {
    LOAD,
    LOG
  }

  /** Refusals of the log that are no {@link ErrorCode}. */
  enum Reason {
    GAP
  }

  enum Form {
    LOAD,
    BATCH,
    OVERLAP
  }

  enum Status {
    LOGGED,
    COMMITTED
  }

  enum Outcome {
    LANDED,
    FAILED,
    UNKNOWN
  }

  enum Cause {
    LOST_RACE,
    FAILED_SWAP
  }

  enum Phase {
    READ,
    CLUSTER,
    ENCODE,
    COMMIT
  }

  enum Mode {
    MEMORY,
    EXTERNAL,
    STREAMING
  }
}

package dev.firn.engine.ingest;

import dev.firn.engine.log.Sender;
import dev.firn.engine.schema.MatchOptions;
import java.time.Duration;

/**
 * How rows are appended.
 *
 * @param sender who sends
 * @param acknowledge what a receipt means
 * @param patience how long an append waits when the log has no room; zero to be told at once that
 *     it is busy
 * @param match how columns of batches are matched with the table's
 * @param linger how long single rows wait for others before they make a batch
 */
public record AppenderOptions(
    Sender sender,
    Receipt.Status acknowledge,
    Duration patience,
    MatchOptions match,
    Duration linger) {
  /** Nobody notices, and a thousand rows a second make batches of two hundred. */
  private static final Duration LINGER_DEFAULT = Duration.ofMillis(200);

  /** A producer whose row numbers are remembered; logged receipts; no waiting. */
  public static AppenderOptions of(String producer) {
    return of(Sender.of(producer));
  }

  /** Logged receipts; no waiting. */
  public static AppenderOptions of(Sender sender) {
    return new AppenderOptions(
        sender, Receipt.Status.LOGGED, Duration.ZERO, MatchOptions.STRICT, LINGER_DEFAULT);
  }

  /** The same with receipts that mean something else. */
  public AppenderOptions acknowledging(Receipt.Status status) {
    return new AppenderOptions(sender, status, patience, match, linger);
  }

  /** The same with more patience. */
  public AppenderOptions waiting(Duration atMost) {
    return new AppenderOptions(sender, acknowledge, atMost, match, linger);
  }

  /** The same with columns matched otherwise. */
  public AppenderOptions matching(MatchOptions options) {
    return new AppenderOptions(sender, acknowledge, patience, options, linger);
  }

  /** The same with single rows that wait otherwise. */
  public AppenderOptions lingering(Duration atMost) {
    return new AppenderOptions(sender, acknowledge, patience, match, atMost);
  }
}

package dev.firn.engine.log;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;

/**
 * Who sends rows, and what it asked for.
 *
 * @param producer the name under which its row numbers are remembered; empty for a sender that
 *     wants no protection from doubles
 * @param order what becomes of a batch that leaves row numbers out
 */
public record Sender(String producer, Order order) {
  private static final int PRODUCER_CHARS_MAX = 255;

  /** What becomes of a batch that leaves row numbers out. */
  public enum Order {
    /** It is taken; the missing rows may come later. */
    GAPS_ALLOWED,
    /** It is refused: the missing rows must come first. */
    GAPS_REFUSED
  }

  public Sender {
    if (producer.length() > PRODUCER_CHARS_MAX
        || producer.chars().anyMatch(Character::isISOControl)) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Producer: expected a name of at most "
              + PRODUCER_CHARS_MAX
              + " printable characters, found "
              + producer.length()
              + " characters.");
    }
  }

  /** A sender whose row numbers are remembered and may leave some out. */
  public static Sender of(String producer) {
    return new Sender(producer, Order.GAPS_ALLOWED);
  }

  /** A sender whose rows must come in order, without gaps. */
  public static Sender ordered(String producer) {
    return new Sender(producer, Order.GAPS_REFUSED);
  }

  /** A sender without a name: what it sends twice is stored twice. */
  public static Sender anonymous() {
    return new Sender("", Order.GAPS_ALLOWED);
  }

  /** Whether nothing is remembered of it. */
  public boolean isAnonymous() {
    return producer.isEmpty();
  }
}

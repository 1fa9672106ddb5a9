package dev.firn.bench;

/** A rule of each shape, over the columns of {@link RuleBenchmark}; all of its rows keep them. */
public enum BenchedRule {
  /** A number beside a literal. */
  COMPARISON("number >= 0"),
  /** Two numbers computed from two columns. */
  ARITHMETIC("number + line > line - 1"),
  /** A decimal that stays within 64 bits. */
  DECIMAL("price * 1.19 > 0"),
  /** Two texts of which most differ in length. */
  INEQUALITY("mode <> comment"),
  /** A text in seven others. */
  IN("mode IN ('AIR', 'FOB', 'MAIL', 'RAIL', 'REG AIR', 'SHIP', 'TRUCK')"),
  /** A text that is looked through. */
  LIKE("comment NOT LIKE '%q_z%'"),
  /** Code points. */
  LENGTH("length(comment) > 0"),
  /** Two elements a row; a value is a row here too. */
  EVERY("every(items, i -> i.cost > 0)");

  private final String text;

  BenchedRule(String text) {
    this.text = text;
  }

  /** The expression. */
  String text() {
    return text;
  }
}

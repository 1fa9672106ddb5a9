package dev.firn.cli;

/**
 * A column of a result.
 *
 * @param name its name, as JSON key and header
 * @param type its SQL type, shown below the name; empty for none
 * @param alignment where its cells stand in a table
 */
record Column(String name, String type, Alignment alignment) {
  enum Alignment {
    LEFT,
    RIGHT
  }

  static Column text(String name) {
    return new Column(name, "", Alignment.LEFT);
  }

  static Column number(String name) {
    return new Column(name, "", Alignment.RIGHT);
  }
}

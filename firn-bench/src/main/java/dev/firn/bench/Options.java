package dev.firn.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** The options of a comparison, each with a value: those that were said, and defaults. */
record Options(Map<String, String> values) {
  Options {
    values = Map.copyOf(values);
  }

  /**
   * Reads a command line.
   *
   * @param defaults all options there are
   * @throws IllegalArgumentException for an option that is not among them or has no value
   */
  static Options parse(String[] arguments, Map<String, String> defaults) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (int i = 0; i < arguments.length; i += 2) {
      if (!defaults.containsKey(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            "Option '"
                + arguments[i]
                + "': expected one of "
                + defaults.keySet().stream().sorted().toList()
                + ", followed by its value.");
      }
      values.put(arguments[i], arguments[i + 1]);
    }
    return new Options(values);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }
}

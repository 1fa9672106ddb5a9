package dev.firn.bench;

import dev.firn.engine.table.ByteSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The options of a comparison, each with a value, and its flags, which have none: those that were
 * said, and defaults.
 */
record Options(Map<String, String> values) {
  /** The default of a flag, which says what kind of option it is. */
  static final String FLAG = "no";

  private static final String SAID = "yes";

  Options {
    values = Map.copyOf(values);
  }

  /**
   * Reads a command line.
   *
   * @param defaults all options there are; that of a flag is {@link #FLAG}
   * @throws IllegalArgumentException for an option that is not among them or has no value
   */
  static Options parse(String[] arguments, Map<String, String> defaults) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    int next = 0;
    while (next < arguments.length) {
      String option = arguments[next];
      boolean isFlag = FLAG.equals(defaults.get(option));
      if (!defaults.containsKey(option) || (!isFlag && next + 1 == arguments.length)) {
        throw new IllegalArgumentException(
            "Option '"
                + option
                + "': expected one of "
                + defaults.keySet().stream().sorted().toList()
                + ", followed by its value unless it is a flag.");
      }
      values.put(option, isFlag ? SAID : arguments[next + 1]);
      next += isFlag ? 1 : 2;
    }
    return new Options(values);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** Whether a flag was said. */
  boolean isSaid(String flag) {
    return text(flag).equals(SAID);
  }

  /** The word of a choice: {@code ARROW_RS} is {@code arrow-rs}. */
  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words of choices, with commas between them. */
  static String words(Enum<?>... choices) {
    return String.join(",", Arrays.stream(choices).map(Options::word).toList());
  }

  /**
   * The choices that an option names, with commas between them, in its order.
   *
   * @param all those that there are
   * @throws IllegalArgumentException if a word is none of theirs
   */
  <E extends Enum<E>> List<E> choices(String name, E[] all) {
    return Pattern.compile(",")
        .splitAsStream(text(name))
        .map(
            word ->
                Arrays.stream(all)
                    .filter(choice -> word(choice).equals(word))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "Option '"
                                    + name
                                    + "': expected some of "
                                    + words(all)
                                    + ", found '"
                                    + word
                                    + "'.")))
        .toList();
  }

  /**
   * A size in bytes, as people write it.
   *
   * @throws IllegalArgumentException if it is none
   */
  ByteSize size(String name) {
    return ByteSize.parse(text(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Option '"
                        + name
                        + "': expected a size as 256MB, found '"
                        + text(name)
                        + "'."));
  }
}

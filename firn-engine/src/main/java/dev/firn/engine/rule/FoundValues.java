package dev.firn.engine.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a row holds that breaks a rule: {@code distance = -5, origin = 'ORD'}; of a list the first
 * element that is to blame: {@code items[2].price = -5}, counted from 1.
 */
final class FoundValues {
  /** As much as a person reads of a line. */
  private static final int TEXT_MAX = 200;

  private final List<ColumnPath> paths;
  private final List<Typing.Quantifier> quantifiers;
  private final Set<String> parts = new LinkedHashSet<>();

  FoundValues(List<ColumnPath> paths, List<Typing.Quantifier> quantifiers) {
    this.paths = paths;
    this.quantifiers = quantifiers;
  }

  String text(int row, byte verdict) {
    Frame frame = Frame.ofRows();
    frame.moveTo(row, 1);
    List<ColumnPath> ofRow = paths.stream().filter(path -> path.list().isEmpty()).toList();
    add(ofRow, frame, 0, "", "");
    String values = String.join(", ", parts);
    String failure = verdict > Truth.NULL ? FailedWords.of(verdict) : "";
    String both = failure + (failure.isEmpty() || values.isEmpty() ? "" : "; ") + values;
    return CellText.cut(both, TEXT_MAX);
  }

  /**
   * Adds the fields of a row or of an element.
   *
   * @param prefix what the fields' names begin with
   * @param shown what it is replaced by
   */
  private void add(List<ColumnPath> fields, Frame frame, int index, String prefix, String shown) {
    for (ColumnPath path : fields) {
      String name = shown + path.name().substring(prefix.length());
      List<Every> over = over(path);
      if (over.isEmpty()) {
        parts.add(name + " = " + CellText.of(path, frame.from() + index));
      }
      for (Every every : over) {
        addBroken(every, frame, index, name);
      }
    }
  }

  private List<Every> over(ColumnPath path) {
    List<Every> over = new ArrayList<>();
    for (Typing.Quantifier quantifier : quantifiers) {
      if (quantifier.every().list() == path) {
        over.add(quantifier.every());
      }
    }
    return over;
  }

  private void addBroken(Every every, Frame frame, int index, String name) {
    ColumnPath list = every.list();
    int position = every.firstBroken(frame, index);
    if (position < 0) {
      parts.add(name + " = " + CellText.of(list, frame.from() + index));
      return;
    }
    int number = position - CellText.listStart(list, frame.from() + index) + 1;
    List<ColumnPath> fields =
        paths.stream()
            .filter(path -> path.list().filter(other -> other == list).isPresent())
            .toList();
    Frame element = every.frameOf(frame, index, position);
    add(fields, element, 0, list.name() + ".element", name + "[" + number + "]");
  }
}

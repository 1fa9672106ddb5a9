package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * The way from a root field down to a leaf.
 *
 * @param rootIndex which column of a batch it begins in
 * @param steps the vectors above the leaf, the root's first; none if the root is the leaf
 * @param names as Parquet has them, with its own groups in lists and maps
 * @param dotted as Iceberg names it, without those groups
 */
record LeafPath(int rootIndex, List<PathStep> steps, List<String> names, String dotted) {
  LeafPath {
    steps = List.copyOf(steps);
    names = List.copyOf(names);
  }

  /** The way to a root field. */
  static LeafPath ofRoot(int rootIndex, String name) {
    return new LeafPath(rootIndex, List.of(), List.of(name), name);
  }

  /** The way one step further, to a field of a struct. */
  LeafPath field(boolean isStructNullable, int child, String name) {
    return further(
        new PathStep(PathStep.Nesting.STRUCT, isStructNullable, dotted, child), name, name);
  }

  /** The way one step further, to the elements of a list. */
  LeafPath element(PathStep.Nesting list, boolean isListNullable, String group, String name) {
    PathStep step = new PathStep(list, isListNullable, dotted, 0);
    return further(step, name, group, name);
  }

  /** The way two steps further, to the keys or values of a map, over its entries. */
  LeafPath entry(boolean isMapNullable, String group, int child, String name) {
    LeafPath entries =
        new LeafPath(
            rootIndex,
            added(steps, new PathStep(PathStep.Nesting.LIST, isMapNullable, dotted, 0)),
            names,
            dotted);
    PathStep step = new PathStep(PathStep.Nesting.STRUCT, false, dotted, child);
    return entries.further(step, name, group, name);
  }

  /** The definition level of a leaf slot that is reached, its own null not yet looked at. */
  int definitionLevel() {
    int level = 0;
    for (PathStep step : steps) {
      level += (step.isNullable() ? 1 : 0) + (step.isList() ? 1 : 0);
    }
    return level;
  }

  int repetitionLevelMax() {
    return (int) steps.stream().filter(PathStep::isList).count();
  }

  private LeafPath further(PathStep step, String dottedName, String... parquetNames) {
    List<String> longer = new ArrayList<>(names);
    longer.addAll(List.of(parquetNames));
    return new LeafPath(rootIndex, added(steps, step), longer, dotted + "." + dottedName);
  }

  private static List<PathStep> added(List<PathStep> steps, PathStep step) {
    List<PathStep> longer = new ArrayList<>(steps);
    longer.add(step);
    return longer;
  }
}

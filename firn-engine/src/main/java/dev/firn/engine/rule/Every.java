package dev.firn.engine.rule;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * every(): the condition over all elements of a list, joined as by AND. Of an empty list it is
 * true, of a null list null. The elements of all lists of a frame are evaluated in stretches, one
 * vector position after the other, whatever list they belong to.
 */
final class Every implements Condition {
  private final ColumnPath list;
  private final Condition body;
  private final Frame elements = Frame.ofElements();
  private final byte[] truths = new byte[Frame.POSITIONS_MAX];
  private final byte[] states = new byte[Frame.POSITIONS_MAX];

  Every(ColumnPath list, Condition body) {
    this.list = list;
    this.body = body;
  }

  ColumnPath list() {
    return list;
  }

  @Override
  public byte[] evaluate(Frame frame) {
    list.readStates(frame, states);
    Arrays.fill(truths, 0, frame.count(), Truth.TRUE);
    MemorySegment offsets = list.offsets();
    int end = offset(offsets, frame.from() + frame.count());
    int at = offset(offsets, frame.from());
    int index = 0;
    while (at < end) {
      int count = Math.min(Frame.POSITIONS_MAX, end - at);
      index = assign(offsets, frame.from(), at, count, index, elements.parents());
      elements.moveWithin(frame, at, count);
      fold(body.evaluate(elements), elements.parents(), count, truths);
      at += count;
    }
    // The elements behind a null list are nobody's.
    for (int i = 0; i < frame.count(); i++) {
      truths[i] = states[i] == Truth.PRESENT ? truths[i] : states[i];
    }
    return truths;
  }

  /**
   * Evaluates the list at one position alone.
   *
   * @return the position of the first element that makes the condition false, else of the first for
   *     which it cannot be evaluated, else -1
   */
  int firstBroken(Frame frame, int index) {
    list.readStates(frame, states);
    if (states[index] != Truth.PRESENT) {
      return -1;
    }
    MemorySegment offsets = list.offsets();
    int end = offset(offsets, frame.from() + index + 1);
    int firstWithoutTruth = -1;
    for (int at = offset(offsets, frame.from() + index); at < end; at += Frame.POSITIONS_MAX) {
      int count = Math.min(Frame.POSITIONS_MAX, end - at);
      Arrays.fill(elements.parents(), 0, count, index);
      elements.moveWithin(frame, at, count);
      byte[] each = body.evaluate(elements);
      for (int i = 0; i < count; i++) {
        if (each[i] == Truth.FALSE) {
          return at + i;
        }
        if (each[i] > Truth.NULL && firstWithoutTruth < 0) {
          firstWithoutTruth = at + i;
        }
      }
    }
    return firstWithoutTruth;
  }

  /** The frame of one element of the list at {@code index}, for what is nested in it. */
  Frame frameOf(Frame frame, int index, int position) {
    elements.parents()[0] = index;
    elements.moveWithin(frame, position, 1);
    return elements;
  }

  /** Finds the list of each element, from the list of the element before on. */
  private static int assign(
      MemorySegment offsets, int from, int at, int count, int firstIndex, int[] parents) {
    int index = firstIndex;
    int end = offset(offsets, from + index + 1);
    for (int i = 0; i < count; i++) {
      while (end <= at + i) {
        index++;
        end = offset(offsets, from + index + 1);
      }
      parents[i] = index;
    }
    return index;
  }

  private static void fold(byte[] each, int[] parents, int count, byte[] truths) {
    for (int i = 0; i < count; i++) {
      int parent = parents[i];
      truths[parent] = Truth.AND[Truth.pair(truths[parent], each[i])];
    }
  }

  private static int offset(MemorySegment offsets, int index) {
    return offsets.get(VectorMemory.INT, index * 4L);
  }
}

package dev.firn.engine.cluster;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Copies stretches of one column, with all that is nested in it, out of the retained batches into a
 * vector that is used again and again. A stretch of lists is a stretch of their elements, so there
 * are never more stretches than at the top.
 *
 * <p>Threads: one.
 */
sealed interface GatherColumn {
  /** Bytes that a stretch takes in the target, without bits. */
  long bytes(int batch, int start, int length);

  /** Whether every position takes the same number of bytes. */
  boolean isFixed();

  /**
   * Bytes that no row of a batch takes more of, without bits.
   *
   * @return {@link #UNKNOWN} where only each row can tell
   */
  default long rowBytesMax(int batch, int rowCount) {
    return isFixed() ? bytes(batch, 0, 1) : UNKNOWN;
  }

  /** Larger than any row; some of them can be added up. */
  long UNKNOWN = Long.MAX_VALUE >> 16;

  /** Fills the target with the stretches. */
  void gather(RowRanges ranges);

  /** Another vector takes the place of a batch's; both are of one class. */
  void replace(int batch, FieldVector source);

  /**
   * A column.
   *
   * @param sources its vector in each batch
   * @param target the vector to fill, which is the caller's
   */
  static GatherColumn of(List<FieldVector> sources, FieldVector target) {
    return switch (target) {
      case NullVector nulls -> new Nulls(nulls);
      case BitVector bits -> new BitColumn(BufferAddresses.of(sources), bits);
      case StructVector struct -> StructColumn.of(sources, struct);
      case ListVector list -> ListColumn.of(sources, list);
      case BaseVariableWidthVector text -> new VariableColumn(BufferAddresses.of(sources), text);
      case BaseFixedWidthVector fixed -> new FixedColumn(BufferAddresses.of(sources), fixed);
      default -> throw new IllegalStateException("No table has a column of " + target.getField());
    };
  }

  /** Of unknown type: there is nothing but a count. */
  record Nulls(NullVector target) implements GatherColumn {
    @Override
    public long bytes(int batch, int start, int length) {
      return 0;
    }

    @Override
    public boolean isFixed() {
      return true;
    }

    @Override
    public void replace(int batch, FieldVector source) {
      // There is nothing to read.
    }

    @Override
    public void gather(RowRanges ranges) {
      target.setValueCount(ranges.positions);
    }
  }

  /** Booleans, whose values are bits too. */
  record BitColumn(BufferAddresses from, BitVector target) implements GatherColumn {
    @Override
    public long bytes(int batch, int start, int length) {
      return 0;
    }

    @Override
    public boolean isFixed() {
      return true;
    }

    @Override
    public void replace(int batch, FieldVector source) {
      from.replace(batch, source);
    }

    @Override
    public void gather(RowRanges ranges) {
      if (target.getValueCapacity() < ranges.positions) {
        target.allocateNew(ranges.positions);
      }
      GatherLoops.validity(ranges, from, target.getValidityBuffer().memoryAddress());
      GatherLoops.bits(ranges, from.values, target.getDataBuffer().memoryAddress());
      target.setValueCount(ranges.positions);
    }
  }

  /** Values of a fixed number of bytes. */
  record FixedColumn(BufferAddresses from, BaseFixedWidthVector target) implements GatherColumn {
    @Override
    public long bytes(int batch, int start, int length) {
      return (long) length * target.getTypeWidth();
    }

    @Override
    public boolean isFixed() {
      return true;
    }

    @Override
    public void replace(int batch, FieldVector source) {
      from.replace(batch, source);
    }

    @Override
    public void gather(RowRanges ranges) {
      if (target.getValueCapacity() < ranges.positions) {
        target.allocateNew(ranges.positions);
      }
      GatherLoops.validity(ranges, from, target.getValidityBuffer().memoryAddress());
      long to = target.getDataBuffer().memoryAddress();
      switch (target.getTypeWidth()) {
        case Integer.BYTES -> GatherLoops.ints(ranges, from.values, to);
        case Long.BYTES -> GatherLoops.longs(ranges, from.values, to);
        case 2 * Long.BYTES -> GatherLoops.pairs(ranges, from.values, to);
        default -> GatherLoops.fixed(ranges, from.values, target.getTypeWidth(), to);
      }
      target.setValueCount(ranges.positions);
    }
  }

  /** Text and binary. */
  record VariableColumn(BufferAddresses from, BaseVariableWidthVector target)
      implements GatherColumn {
    @Override
    public long bytes(int batch, int start, int length) {
      return GatherLoops.offset(from.offsets[batch], start + length)
          - GatherLoops.offset(from.offsets[batch], start)
          + (long) length * Integer.BYTES;
    }

    @Override
    public long rowBytesMax(int batch, int rowCount) {
      return rowCount == 0
          ? 0
          : GatherLoops.longest(from.offsets[batch], rowCount) + (long) Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
      return false;
    }

    @Override
    public void replace(int batch, FieldVector source) {
      from.replace(batch, source);
    }

    @Override
    public void gather(RowRanges ranges) {
      long bytes = GatherLoops.span(ranges, from.offsets);
      if (target.getOffsetBuffer().capacity() < (ranges.positions + 1L) * Integer.BYTES
          || target.getValueCapacity() < ranges.positions
          || target.getDataBuffer().capacity() < bytes) {
        target.allocateNew(bytes, ranges.positions);
      }
      GatherLoops.validity(ranges, from, target.getValidityBuffer().memoryAddress());
      GatherLoops.offsets(ranges, from.offsets, target.getOffsetBuffer().memoryAddress());
      GatherLoops.spans(ranges, from.offsets, from.values, target.getDataBuffer().memoryAddress());
      target.setLastSet(ranges.positions - 1);
      target.setValueCount(ranges.positions);
    }
  }

  /** Structs, and variants, which are structs of two binaries. */
  record StructColumn(BufferAddresses from, List<GatherColumn> children, StructVector target)
      implements GatherColumn {
    static StructColumn of(List<FieldVector> sources, StructVector target) {
      List<GatherColumn> children = new ArrayList<>();
      List<FieldVector> targets = target.getChildrenFromFields();
      for (int index = 0; index < targets.size(); index++) {
        int child = index;
        children.add(
            GatherColumn.of(
                sources.stream().map(s -> s.getChildrenFromFields().get(child)).toList(),
                targets.get(index)));
      }
      return new StructColumn(BufferAddresses.of(sources), List.copyOf(children), target);
    }

    @Override
    public long bytes(int batch, int start, int length) {
      long bytes = 0;
      for (GatherColumn child : children) {
        bytes += child.bytes(batch, start, length);
      }
      return bytes;
    }

    @Override
    public boolean isFixed() {
      return children.stream().allMatch(GatherColumn::isFixed);
    }

    @Override
    public void replace(int batch, FieldVector source) {
      from.replace(batch, source);
      for (int child = 0; child < children.size(); child++) {
        children.get(child).replace(batch, source.getChildrenFromFields().get(child));
      }
    }

    @Override
    public void gather(RowRanges ranges) {
      if (target.getValidityBuffer().capacity() * Byte.SIZE < ranges.positions) {
        target.setInitialCapacity(ranges.positions);
        target.allocateNew();
      }
      GatherLoops.validity(ranges, from, target.getValidityBuffer().memoryAddress());
      for (GatherColumn child : children) {
        child.gather(ranges);
      }
      target.setValueCount(ranges.positions);
    }
  }

  /** Lists, and maps, which are lists of entries. */
  record ListColumn(
      BufferAddresses from, GatherColumn elements, RowRanges elementRanges, ListVector target)
      implements GatherColumn {
    static ListColumn of(List<FieldVector> sources, ListVector target) {
      List<FieldVector> elements =
          sources.stream().map(source -> ((ListVector) source).getDataVector()).toList();
      return new ListColumn(
          BufferAddresses.of(sources),
          GatherColumn.of(elements, target.getDataVector()),
          new RowRanges(),
          target);
    }

    @Override
    public long bytes(int batch, int start, int length) {
      int first = GatherLoops.offset(from.offsets[batch], start);
      int end = GatherLoops.offset(from.offsets[batch], start + length);
      // An element counts for a byte at least, or a list of unknowns would have no limit. Without
      // elements there may be no buffers to look at.
      long bytes = end == first ? 0 : elements.bytes(batch, first, end - first);
      return bytes + end - first + (long) length * Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
      return false;
    }

    @Override
    public void replace(int batch, FieldVector source) {
      from.replace(batch, source);
      elements.replace(batch, ((ListVector) source).getDataVector());
    }

    @Override
    public void gather(RowRanges ranges) {
      ArrowBuf to = target.getOffsetBuffer();
      if (to.capacity() < (ranges.positions + 1L) * Integer.BYTES
          || target.getValidityBuffer().capacity() * Byte.SIZE < ranges.positions) {
        target.setInitialCapacity(ranges.positions);
        target.allocateNew();
      }
      GatherLoops.validity(ranges, from, target.getValidityBuffer().memoryAddress());
      GatherLoops.offsets(ranges, from.offsets, target.getOffsetBuffer().memoryAddress());
      GatherLoops.elements(ranges, from.offsets, elementRanges);
      elements.gather(elementRanges);
      target.setLastSet(ranges.positions - 1);
      target.setValueCount(ranges.positions);
    }
  }
}

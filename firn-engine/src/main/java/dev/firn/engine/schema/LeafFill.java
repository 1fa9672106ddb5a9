package dev.firn.engine.schema;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.VectorMemory;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.VectorFill.Place;
import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VarBinaryVector;

/** Fills flat vectors: by moving buffers, or by a loop of {@link Widening}. */
final class LeafFill {
  private final BatchOrigin origin;
  private final ViolationLog log;

  LeafFill(BatchOrigin origin, ViolationLog log) {
    this.origin = origin;
    this.log = log;
  }

  /** Every value is null, whatever the type. */
  static void fillNulls(Place place) {
    FieldVector target = place.target();
    if (!(target instanceof NullVector)) {
      target.setInitialCapacity(place.count());
      target.allocateNew();
    }
    target.setValueCount(place.count());
  }

  void fill(ColumnPlan.Leaf plan, FieldVector source, Place place) {
    if (plan.conversion() == Conversion.FILL_NULLS) {
      fillNulls(place);
      return;
    }
    SourceDamage.requireWhole(origin, plan.path(), source, place.count());
    switch (plan.conversion()) {
      case KEEP -> source.makeTransferPair(place.target()).transfer();
      case LARGE_TO_VARIABLE -> new VariableCopy(origin, plan.path()).copyLarge(source, place);
      case VIEW_TO_VARIABLE -> new VariableCopy(origin, plan.path()).copyViews(source, place);
      case VARIABLE_TO_FIXED -> fillFixed(plan.path(), (VarBinaryVector) source, place);
      default -> widen(plan, source, place);
    }
  }

  private void widen(ColumnPlan.Leaf plan, FieldVector source, Place place) {
    int count = place.count();
    BaseFixedWidthVector target = (BaseFixedWidthVector) place.target();
    allocate(target, source, count);
    MemorySegment from = VectorMemory.of(source.getDataBuffer());
    MemorySegment to = VectorMemory.of(target.getDataBuffer());
    switch (plan.conversion()) {
      case BYTE_TO_BOOLEAN -> Widening.bytesToBits(from, to, count);
      case INT8_TO_INT -> Widening.bytesToInts(from, to, count);
      case INT16_TO_INT -> Widening.shortsToInts(from, to, count);
      case UINT8_TO_INT -> Widening.unsignedBytesToInts(from, to, count);
      case UINT16_TO_INT -> Widening.unsignedShortsToInts(from, to, count);
      case INT8_TO_LONG -> Widening.bytesToLongs(from, to, count);
      case INT16_TO_LONG -> Widening.shortsToLongs(from, to, count);
      case INT32_TO_LONG -> Widening.intsToLongs(from, to, count);
      case UINT8_TO_LONG -> Widening.unsignedBytesToLongs(from, to, count);
      case UINT16_TO_LONG -> Widening.unsignedShortsToLongs(from, to, count);
      case UINT32_TO_LONG -> Widening.unsignedIntsToLongs(from, to, count);
      case HALF_TO_FLOAT -> Widening.halvesToFloats(from, to, count);
      case HALF_TO_DOUBLE -> Widening.halvesToDoubles(from, to, count);
      case FLOAT_TO_DOUBLE -> Widening.floatsToDoubles(from, to, count);
      case TIME_SECONDS_TO_MICROS ->
          Widening.multiplyInts(from, to, count, Widening.MICROS_PER_SECOND);
      case TIME_MILLIS_TO_MICROS ->
          Widening.multiplyInts(from, to, count, Widening.MICROS_PER_MILLI);
      case SECONDS_TO_MICROS -> instants(plan, source, place, Widening.MICROS_PER_SECOND);
      case MILLIS_TO_MICROS -> instants(plan, source, place, Widening.MICROS_PER_MILLI);
      case MILLIS_TO_DAYS -> days(plan, source, place);
      case KEEP, FILL_NULLS, LARGE_TO_VARIABLE, VIEW_TO_VARIABLE, VARIABLE_TO_FIXED ->
          throw new IllegalStateException(plan.conversion() + " is no widening");
    }
    target.setValueCount(count);
  }

  private void instants(ColumnPlan.Leaf plan, FieldVector source, Place place, long factor) {
    MemorySegment from = VectorMemory.of(source.getDataBuffer());
    MemorySegment to = VectorMemory.of(place.target().getDataBuffer());
    if (Widening.multiplyLongs(from, to, place.count(), factor)) {
      String expected = "an instant within the range of microseconds";
      String unit = factor == Widening.MICROS_PER_SECOND ? " seconds" : " milliseconds";
      note(
          new Refusal(plan.path(), expected, unit),
          source,
          place,
          value -> Widening.multiplyOverflows(value, factor));
    }
  }

  private void days(ColumnPlan.Leaf plan, FieldVector source, Place place) {
    MemorySegment from = VectorMemory.of(source.getDataBuffer());
    MemorySegment to = VectorMemory.of(place.target().getDataBuffer());
    if (Widening.millisToDays(from, to, place.count())) {
      note(
          new Refusal(plan.path(), "a whole day", " milliseconds"),
          source,
          place,
          Widening::isInexactDay);
    }
  }

  /** Finds the values behind a refusal one by one: only reached when one is there. */
  private void note(Refusal refusal, FieldVector source, Place place, LongPredicate isWrong) {
    MemorySegment from = VectorMemory.of(source.getDataBuffer());
    for (int i = 0; i < place.count(); i++) {
      long value = from.get(VectorMemory.LONG, i * 8L);
      if (isWrong.test(value) && !source.isNull(i)) {
        add(place, i, refusal.path(), refusal.expected(), value + refusal.unit());
      }
    }
  }

  private void fillFixed(String path, VarBinaryVector source, Place place) {
    FixedSizeBinaryVector target = (FixedSizeBinaryVector) place.target();
    allocate(target, source, place.count());
    VariableCopy.requireOrdered(origin, path, source, place.count());
    int width = target.getByteWidth();
    MemorySegment offsets = VectorMemory.of(source.getOffsetBuffer());
    MemorySegment from = VectorMemory.of(source.getDataBuffer());
    MemorySegment to = VectorMemory.of(target.getDataBuffer());
    for (int i = 0; i < place.count(); i++) {
      int start = offsets.get(VectorMemory.INT, i * 4L);
      int bytes = offsets.get(VectorMemory.INT, i * 4L + 4) - start;
      if (bytes == width) {
        MemorySegment.copy(from, start, to, (long) i * width, width);
      } else if (!source.isNull(i)) {
        add(place, i, path, width + " bytes", bytes + " bytes");
      }
    }
    target.setValueCount(place.count());
  }

  private void add(Place place, int position, String path, String expected, String found) {
    int row = place.lineage().rowOf(position);
    if (row >= 0) {
      log.add(origin, row, new Finding(ViolationKind.VALUE, path, expected, () -> found));
    }
  }

  private static void allocate(BaseFixedWidthVector target, FieldVector source, int count) {
    target.allocateNew(count);
    int validityBytes = BitVectorHelper.getValidityBufferSize(count);
    target.getValidityBuffer().setBytes(0, source.getValidityBuffer(), 0, validityBytes);
  }

  private record Refusal(String path, String expected, String unit) {}
}

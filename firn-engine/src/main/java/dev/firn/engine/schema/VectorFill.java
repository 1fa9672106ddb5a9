package dev.firn.engine.schema;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.Lineage;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.schema.ColumnPlan.Slot;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Fills the table's vectors of one batch from the source's, following the plans. */
final class VectorFill {
  private final IncomingBatch batch;
  private final BufferAllocator allocator;
  private final LeafFill leaves;

  VectorFill(IncomingBatch batch, BufferAllocator allocator, ViolationLog log) {
    this.batch = batch;
    this.allocator = allocator;
    this.leaves = new LeafFill(batch.origin(), log);
  }

  /** Fills {@code target} with {@code count} values out of one of {@code sources}. */
  void fill(Slot slot, List<FieldVector> sources, FieldVector target, int count) {
    fill(slot, sources, new Place(target, count, Lineage.rows()));
  }

  private void fill(Slot slot, List<FieldVector> sources, Place place) {
    switch (slot.plan()) {
      case ColumnPlan.Absent _ -> LeafFill.fillNulls(place);
      case ColumnPlan.Default(Object value) -> DefaultFill.fill(value, place);
      case ColumnPlan.Leaf _, ColumnPlan.Decode _, ColumnPlan.Struct _, ColumnPlan.Repeated _ ->
          fill(slot.plan(), storage(sources.get(slot.sourceIndex())), place);
    }
  }

  private void fill(ColumnPlan plan, FieldVector source, Place place) {
    switch (plan) {
      case ColumnPlan.Absent _ -> LeafFill.fillNulls(place);
      case ColumnPlan.Default(Object value) -> DefaultFill.fill(value, place);
      case ColumnPlan.Leaf leaf -> leaves.fill(leaf, source, place);
      case ColumnPlan.Decode decode -> fillDecoded(decode, source, place);
      case ColumnPlan.Struct struct -> fillStruct(struct, source, place);
      case ColumnPlan.Repeated repeated -> fillRepeated(repeated, source, place);
    }
  }

  private void fillDecoded(ColumnPlan.Decode plan, FieldVector source, Place place) {
    SourceDamage.requireWhole(batch.origin(), plan.path(), source, place.count());
    try (FieldVector decoded =
        DictionaryValues.of(batch, plan.path(), plan.dictionaryId()).decode(source, allocator)) {
      fill(plan.values(), decoded, place);
    }
  }

  private void fillStruct(ColumnPlan.Struct plan, FieldVector source, Place place) {
    SourceDamage.requireCount(batch.origin(), plan.path(), source, place.count());
    FieldVector target = place.target();
    target.loadFieldBuffers(node(source, place), List.of(source.getValidityBuffer()));
    List<FieldVector> sources = source.getChildrenFromFields();
    List<FieldVector> targets = target.getChildrenFromFields();
    Lineage lineage = place.lineage().in(target);
    for (int index = 0; index < targets.size(); index++) {
      Place child = new Place(targets.get(index), place.count(), lineage);
      fill(plan.children().get(index), sources, child);
    }
  }

  private void fillRepeated(ColumnPlan.Repeated plan, FieldVector source, Place place) {
    SourceDamage.requireWhole(batch.origin(), plan.path(), source, place.count());
    ListVector target = (ListVector) place.target();
    try (ArrowBuf offsets = offsets(plan, source, place.count())) {
      target.loadFieldBuffers(node(source, place), List.of(source.getValidityBuffer(), offsets));
    }
    FieldVector elements = storage(source.getChildrenFromFields().getFirst());
    Lineage lineage = place.lineage().inList(target);
    Place child = new Place(target.getDataVector(), elements.getValueCount(), lineage);
    fill(plan.elements(), elements, child);
  }

  private ArrowBuf offsets(ColumnPlan.Repeated plan, FieldVector source, int count) {
    return switch (plan.offsets()) {
      case BITS_32 -> ListOffsets.retained(source, allocator);
      case BITS_64 -> ListOffsets.narrowed(batch.origin(), plan.path(), source, allocator);
      case FIXED_SIZE -> ListOffsets.counted(source, count, allocator);
    };
  }

  private static ArrowFieldNode node(FieldVector source, Place place) {
    return new ArrowFieldNode(place.count(), source.getNullCount());
  }

  private static FieldVector storage(FieldVector vector) {
    return vector instanceof ExtensionTypeVector<?> extended
        ? (FieldVector) extended.getUnderlyingVector()
        : vector;
  }

  /**
   * What is to be filled.
   *
   * @param count how many values it gets
   * @param lineage the way back from a value to its row
   */
  record Place(FieldVector target, int count, Lineage lineage) {}
}

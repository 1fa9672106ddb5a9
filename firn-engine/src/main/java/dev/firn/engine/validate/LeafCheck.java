package dev.firn.engine.validate;

import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.Lineage;
import dev.firn.engine.error.ViolationKind;
import java.util.function.Supplier;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a flat type asks of its values, beyond being there. */
sealed interface LeafCheck {
  /** Any bits are a value: numbers, instants, fixed-size binary. */
  static LeafCheck none() {
    return new Anything();
  }

  /** Reports the values of a vector that break the rule. */
  void check(Leaf leaf);

  /** The check of a type; nested types have none of their own. */
  static LeafCheck of(String path, Type type) {
    return switch (type.typeId()) {
      case DECIMAL -> new DecimalFits((Types.DecimalType) type);
      case TIME -> new TimeOfDay();
      case STRING -> new Text();
      case BINARY, GEOMETRY, GEOGRAPHY -> new Bytes();
      case BOOLEAN,
          INTEGER,
          LONG,
          FLOAT,
          DOUBLE,
          DATE,
          TIMESTAMP,
          TIMESTAMP_NANO,
          UUID,
          FIXED,
          STRUCT,
          LIST,
          MAP,
          VARIANT,
          UNKNOWN ->
          none();
    };
  }

  /** A vector under check. */
  record Leaf(String path, FieldVector vector, Lineage lineage, Findings findings) {
    /** Reports a value; one that is null breaks no rule, whatever its bytes. */
    void add(int position, String expected, Supplier<String> found) {
      if (!vector.isNull(position)) {
        findings.add(lineage, position, new Finding(ViolationKind.VALUE, path, expected, found));
      }
    }

    /** Reports broken offsets at the row they belong to, or the first if none does. */
    void addBroken(int position, String expected, String found) {
      int row = Math.max(0, lineage.rowOf(position));
      findings.addAtRow(row, new Finding(ViolationKind.VALUE, path, expected, () -> found));
    }
  }

  /** See {@link #none}. */
  record Anything() implements LeafCheck {
    @Override
    public void check(Leaf leaf) {}
  }

  /** A decimal has at most as many digits as its precision. */
  record DecimalFits(Types.DecimalType type) implements LeafCheck {
    @Override
    public void check(Leaf leaf) {
      DecimalChecks.check(type, leaf);
    }
  }

  /** A time of day is from midnight to before the next. */
  record TimeOfDay() implements LeafCheck {
    @Override
    public void check(Leaf leaf) {
      TimeChecks.check(leaf);
    }
  }

  /** Offsets in order, and every string valid UTF-8. */
  record Text() implements LeafCheck {
    @Override
    public void check(Leaf leaf) {
      if (VariableChecks.areOffsetsSane(leaf)) {
        Utf8Checks.check((BaseVariableWidthVector) leaf.vector(), leaf);
      }
    }
  }

  /** Offsets in order. */
  record Bytes() implements LeafCheck {
    @Override
    public void check(Leaf leaf) {
      VariableChecks.areOffsetsSane(leaf);
    }
  }
}

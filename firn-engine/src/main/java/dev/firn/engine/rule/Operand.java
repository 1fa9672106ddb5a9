package dev.firn.engine.rule;

import java.math.BigDecimal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A typed part of a rule. */
sealed interface Operand {
  /** The type in the words of a message. */
  String words();

  /** What is true or false. */
  record Bool(Condition condition) implements Operand {
    @Override
    public String words() {
      return "boolean";
    }
  }

  /** A number, a text, an instant. */
  record Value(Type type, Values values) implements Operand {
    @Override
    public String words() {
      return type.toString();
    }
  }

  /** An exact number as it is written, which takes the type of what it stands beside. */
  record Exact(Type type, BigDecimal exact) implements Operand {
    /** A whole number, as SQL types it. */
    static Exact of(long value) {
      boolean fitsInt = value == (int) value;
      return new Exact(
          fitsInt ? Types.IntegerType.get() : Types.LongType.get(), BigDecimal.valueOf(value));
    }

    @Override
    public String words() {
      return type + " " + exact.toPlainString();
    }
  }

  /** NULL, or a column that never has a value. */
  record Null() implements Operand {
    @Override
    public String words() {
      return "null";
    }
  }

  /** A struct, list, map or another value that rules only ask for being there. */
  record Whole(ColumnPath path, Condition isNull) implements Operand {
    @Override
    public String words() {
      return TypeNames.of(path.field().type());
    }
  }
}

package dev.firn.engine.rule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * IN: true if equal to one of the values, else null if one of them is null, else false. Literals
 * are sorted once and searched; other values are compared one by one.
 */
final class Membership {
  private Membership() {}

  static Condition of(Values value, List<Values> items) {
    List<Constant> constants =
        items.stream().filter(Constant.class::isInstance).map(Constant.class::cast).toList();
    if (constants.size() < items.size()) {
      return new AnyOf(value, items);
    }
    List<Buffer> present =
        constants.stream()
            .filter(constant -> constant.state() == Truth.PRESENT)
            .map(Constant::buffer)
            .toList();
    byte miss = present.size() == constants.size() ? Truth.FALSE : Truth.NULL;
    return new Listed(value, Search.of(present), miss);
  }

  /** Compares with each item. */
  private static final class AnyOf implements Condition {
    private final Values value;
    private final List<Values> items;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];
    private final byte[] order = new byte[Frame.POSITIONS_MAX];

    AnyOf(Values value, List<Values> items) {
      this.value = value;
      this.items = items;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      int count = frame.count();
      Buffer values = value.evaluate(frame);
      Arrays.fill(truths, 0, count, Truth.FALSE);
      for (Values item : items) {
        Buffer others = item.evaluate(frame);
        Comparison.match(values, others, count, order);
        join(values.states(), others.states(), count);
      }
      return truths;
    }

    private void join(byte[] states, byte[] otherStates, int count) {
      for (int i = 0; i < count; i++) {
        byte worst = (byte) Math.max(states[i], otherStates[i]);
        byte equal = worst > 0 ? worst : order[i] == Buffer.EQUAL ? Truth.TRUE : Truth.FALSE;
        truths[i] = Truth.OR[Truth.pair(truths[i], equal)];
      }
    }
  }

  /** Looks up in the sorted literals. */
  private static final class Listed implements Condition {
    private final Values value;
    private final Search search;
    private final byte miss;
    private final byte[] truths = new byte[Frame.POSITIONS_MAX];

    Listed(Values value, Search search, byte miss) {
      this.value = value;
      this.search = search;
      this.miss = miss;
    }

    @Override
    public byte[] evaluate(Frame frame) {
      Buffer values = value.evaluate(frame);
      search.run(values, frame.count(), miss, truths);
      byte[] states = values.states();
      for (int i = 0; i < frame.count(); i++) {
        truths[i] = states[i] > 0 ? states[i] : truths[i];
      }
      return truths;
    }
  }

  /** Sorted literals of one kind. */
  private sealed interface Search {
    void run(Buffer values, int count, byte miss, byte[] truths);

    static Search of(List<Buffer> literals) {
      if (literals.isEmpty()) {
        return new Nowhere();
      }
      return switch (literals.getFirst()) {
        case Buffer.Longs _ ->
            new InLongs(
                literals.stream()
                    .mapToLong(each -> ((Buffer.Longs) each).values()[0])
                    .sorted()
                    .toArray());
        case Buffer.Doubles _ ->
            new InDoubles(
                literals.stream()
                    .mapToDouble(each -> ((Buffer.Doubles) each).values()[0])
                    .toArray());
        case Buffer.Wides _ -> InWides.of(literals);
        case Buffer.Bytes _ -> InBytes.of(literals);
      };
    }
  }

  private record Nowhere() implements Search {
    @Override
    public void run(Buffer values, int count, byte miss, byte[] truths) {
      Arrays.fill(truths, 0, count, miss);
    }
  }

  private static final class InLongs implements Search {
    private final long[] sorted;

    InLongs(long[] sorted) {
      this.sorted = sorted;
    }

    @Override
    public void run(Buffer values, int count, byte miss, byte[] truths) {
      long[] each = ((Buffer.Longs) values).values();
      for (int i = 0; i < count; i++) {
        truths[i] = Arrays.binarySearch(sorted, each[i]) >= 0 ? Truth.TRUE : miss;
      }
    }
  }

  /** One by one, because zero equals minus zero, which a search by bits does not know. */
  private static final class InDoubles implements Search {
    private final double[] literals;

    InDoubles(double[] literals) {
      this.literals = literals;
    }

    @Override
    public void run(Buffer values, int count, byte miss, byte[] truths) {
      double[] each = ((Buffer.Doubles) values).values();
      for (int i = 0; i < count; i++) {
        truths[i] = contains(literals, each[i]) ? Truth.TRUE : miss;
      }
    }

    private static boolean contains(double[] literals, double value) {
      for (double literal : literals) {
        if (literal == value) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class InWides implements Search {
    private final long[] high;
    private final long[] low;

    InWides(long[] high, long[] low) {
      this.high = high;
      this.low = low;
    }

    static InWides of(List<Buffer> literals) {
      return new InWides(
          literals.stream().mapToLong(each -> ((Buffer.Wides) each).high()[0]).toArray(),
          literals.stream().mapToLong(each -> ((Buffer.Wides) each).low()[0]).toArray());
    }

    @Override
    public void run(Buffer values, int count, byte miss, byte[] truths) {
      Buffer.Wides wides = (Buffer.Wides) values;
      for (int i = 0; i < count; i++) {
        truths[i] = contains(wides.high()[i], wides.low()[i]) ? Truth.TRUE : miss;
      }
    }

    private boolean contains(long valueHigh, long valueLow) {
      for (int i = 0; i < low.length; i++) {
        if (low[i] == valueLow && high[i] == valueHigh) {
          return true;
        }
      }
      return false;
    }
  }

  /** By length first, which tells most texts apart without a look at them. */
  private static final class InBytes implements Search {
    private final Buffer.Bytes[][] sortedByLength;

    InBytes(Buffer.Bytes[][] sortedByLength) {
      this.sortedByLength = sortedByLength;
    }

    static InBytes of(List<Buffer> literals) {
      List<Buffer.Bytes> sorted =
          literals.stream()
              .map(Buffer.Bytes.class::cast)
              .sorted(Comparator.comparing(bytes -> bytes.at(0), Arrays::compareUnsigned))
              .toList();
      int lengthMax = sorted.stream().mapToInt(bytes -> bytes.ends()[0]).max().orElseThrow();
      Buffer.Bytes[][] byLength = new Buffer.Bytes[lengthMax + 1][];
      for (int length = 0; length <= lengthMax; length++) {
        int wanted = length;
        byLength[length] =
            sorted.stream().filter(bytes -> bytes.ends()[0] == wanted).toArray(Buffer.Bytes[]::new);
      }
      return new InBytes(byLength);
    }

    @Override
    public void run(Buffer values, int count, byte miss, byte[] truths) {
      Buffer.Bytes bytes = (Buffer.Bytes) values;
      for (int i = 0; i < count; i++) {
        boolean isThere = bytes.states()[i] == Truth.PRESENT;
        truths[i] = isThere && contains(bytes, i) ? Truth.TRUE : miss;
      }
    }

    private boolean contains(Buffer.Bytes values, int index) {
      int length = values.ends()[index] - values.starts()[index];
      return length < sortedByLength.length && contains(sortedByLength[length], values, index);
    }

    private static boolean contains(Buffer.Bytes[] sorted, Buffer.Bytes values, int index) {
      int low = 0;
      int high = sorted.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        Buffer.Bytes literal = sorted[middle];
        int order =
            ByteRanges.compare(
                values.memory(),
                values.starts()[index],
                values.ends()[index],
                literal.memory(),
                0,
                literal.ends()[0]);
        if (order == 0) {
          return true;
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle - 1 : high;
      }
      return false;
    }
  }
}

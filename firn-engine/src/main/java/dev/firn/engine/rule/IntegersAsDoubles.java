package dev.firn.engine.rule;

/** Integers of 32 bits as doubles, which hold all of them. */
record IntegersAsDoubles(Values integers, Buffer.Doubles buffer) implements Values {
  IntegersAsDoubles(Values integers) {
    this(integers, new Buffer.Doubles());
  }

  @Override
  public Buffer evaluate(Frame frame) {
    Buffer.Longs longs = (Buffer.Longs) integers.evaluate(frame);
    for (int i = 0; i < frame.count(); i++) {
      buffer.values()[i] = longs.values()[i];
    }
    System.arraycopy(longs.states(), 0, buffer.states(), 0, frame.count());
    return buffer;
  }
}

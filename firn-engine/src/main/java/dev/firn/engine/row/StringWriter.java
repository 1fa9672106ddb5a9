package dev.firn.engine.row;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/** Text as it is. Halves of surrogate pairs have no UTF-8; Java would write them as '?'. */
record StringWriter() implements FlatWriter {
  @Override
  public String expected() {
    return "a CharSequence of valid Unicode";
  }

  @Override
  public @Nullable Object read(Object given) {
    if (given instanceof CharSequence sequence) {
      String text = sequence.toString();
      return isWellFormed(text) ? text : null;
    }
    return null;
  }

  @Override
  public long slotBits() {
    return Slots.OFFSET_BITS;
  }

  @Override
  public long write(FieldVector to, int index, Object value) {
    String text = ((CharSequence) value).toString();
    return Slots.put((VarCharVector) to, index, text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isWellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (Character.isSurrogate(each)) {
        boolean isPair =
            Character.isHighSurrogate(each)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!isPair) {
          return false;
        }
        at++;
      }
    }
    return true;
  }
}

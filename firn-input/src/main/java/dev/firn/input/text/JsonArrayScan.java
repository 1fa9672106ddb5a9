package dev.firn.input.text;

/**
 * Counts the objects of a JSON array, or the one object that stands alone, by brackets outside
 * strings.
 */
final class JsonArrayScan implements RecordScan {
  private boolean isInString;
  private boolean isEscaped;
  private int depth;

  /** Brackets that are open when no record is: one in an array. */
  private int depthBetween = -1;

  @Override
  public int endsIn(byte[] bytes, int from, int end) {
    int ends = 0;
    for (int at = from; at < end; at++) {
      byte each = bytes[at];
      if (isInString) {
        passOver(each);
      } else if (each == '"') {
        isInString = true;
      } else if (each == '{' || each == '[') {
        open(each);
      } else if (each == '}' || each == ']') {
        depth--;
        ends += depth == depthBetween ? 1 : 0;
      }
    }
    return ends;
  }

  private void passOver(byte each) {
    isInString = isEscaped || each != '"';
    isEscaped = !isEscaped && each == '\\';
  }

  private void open(byte bracket) {
    if (depthBetween < 0) {
      depthBetween = bracket == '[' ? 1 : 0;
    }
    depth++;
  }
}

package dev.firn.input.text;

/** Counts line feeds. */
final class LineScan implements RecordScan {
  @Override
  public int endsIn(byte[] bytes, int from, int end) {
    return LineCount.count(bytes, from, end, (byte) '\n');
  }
}

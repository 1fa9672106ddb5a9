package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class BoundCutTest {
  @Test
  void shortBoundsStayWhole() {
    byte[] bound = utf8("abc");
    assertThat(BoundCut.UTF8.lower(bound, 3)).isSameAs(bound);
    assertThat(BoundCut.UTF8.upper(bound, 3)).isSameAs(bound);
  }

  @Test
  void numbersAreNeverCut() {
    byte[] bound = {1, 2, 3, 4};
    assertThat(BoundCut.NONE.lower(bound, 1)).isSameAs(bound);
    assertThat(BoundCut.NONE.upper(bound, 1)).isSameAs(bound);
  }

  @Test
  void lowerBoundOfTextEndsAtCharacter() {
    assertThat(BoundCut.UTF8.lower(utf8("aéz"), 2)).isEqualTo(utf8("a"));
    assertThat(BoundCut.UTF8.lower(utf8("aéz"), 3)).isEqualTo(utf8("aé"));
    assertThat(BoundCut.UTF8.lower(utf8("😀😀"), 3)).isEmpty();
  }

  @Test
  void upperBoundOfTextIsTheNextText() {
    assertThat(BoundCut.UTF8.upper(utf8("abcd"), 2)).isEqualTo(utf8("ac"));
    assertThat(BoundCut.UTF8.upper(utf8("a\u007fcd"), 2)).isEqualTo(utf8("a\u0080"));
  }

  @Test
  void upperBoundOfTextSkipsSurrogatesAndTheLastCharacter() {
    assertThat(BoundCut.UTF8.upper(utf8("\ud7ffab"), 3)).isEqualTo(utf8("\ue000"));
    String last = new String(Character.toChars(Character.MAX_CODE_POINT));
    assertThat(BoundCut.UTF8.upper(utf8("a" + last + "b"), 5)).isEqualTo(utf8("b"));
    byte[] highest = utf8(last + last);
    assertThat(BoundCut.UTF8.upper(highest, 4)).isSameAs(highest);
  }

  @Test
  void upperBoundOfBrokenTextIsCutAsBytes() {
    byte[] broken = {'a', (byte) 0xfe, 'c', 'd'};
    assertThat(BoundCut.UTF8.upper(broken, 2)).isEqualTo(new byte[] {'a', (byte) 0xff});
  }

  @Test
  void upperBoundOfBytesIsTheNextBytes() {
    assertThat(BoundCut.BINARY.upper(new byte[] {1, -1, 3}, 2)).isEqualTo(new byte[] {2});
    byte[] highest = {-1, -1, -1};
    assertThat(BoundCut.BINARY.upper(highest, 2)).isSameAs(highest);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

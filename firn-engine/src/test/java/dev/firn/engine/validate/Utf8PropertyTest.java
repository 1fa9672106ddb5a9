package dev.firn.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our check against the JDK's strict decoder. */
class Utf8PropertyTest {
  @Test
  void agreesWithTheJdkOnEveryTwoAndThreeByteSequence() {
    byte[] bytes = new byte[3];
    for (int first = 0x80; first <= 0xFF; first++) {
      for (int second = 0; second <= 0xFF; second++) {
        for (int third : new int[] {0, 'a', 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF}) {
          bytes[0] = (byte) first;
          bytes[1] = (byte) second;
          bytes[2] = (byte) third;
          assertAgrees(bytes);
        }
      }
    }
  }

  @Test
  void agreesWithTheJdkOnEveryFourByteLead() {
    byte[] bytes = new byte[4];
    for (int first = 0xE0; first <= 0xFF; first++) {
      for (int second = 0x70; second <= 0xFF; second++) {
        for (int last : new int[] {'a', 0x80, 0xBF, 0xC0}) {
          bytes[0] = (byte) first;
          bytes[1] = (byte) second;
          bytes[2] = (byte) last;
          bytes[3] = (byte) 0x80;
          assertAgrees(bytes);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithTheJdkOnRandomTextThatWasDamaged(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 20_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.appendCodePoint(codePoint(random));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertAgrees(bytes);
    }
  }

  private static int codePoint(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0x80 + random.nextInt(0x780);
      case 1 -> 0x800 + random.nextInt(0xD000);
      case 2 -> 0x10000 + random.nextInt(0x100000);
      default -> random.nextInt(0x80);
    };
  }

  private static void assertAgrees(byte[] bytes) {
    boolean valid = Utf8.isValid(MemorySegment.ofArray(bytes), 0, bytes.length);
    if (valid != jdkAccepts(bytes)) {
      assertThat(valid).as(java.util.HexFormat.of().formatHex(bytes)).isEqualTo(!valid);
    }
  }

  @Test
  void agreesWithTheJdkWhereverABadByteStandsInLongText() {
    byte[] good = "ab😀cdüéfgh√ijklmnop😀q".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < good.length; at++) {
      for (int value = 0; value <= 0xFF; value++) {
        byte[] bytes = good.clone();
        bytes[at] = (byte) value;
        assertAgrees(bytes);
      }
    }
  }

  private static boolean jdkAccepts(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

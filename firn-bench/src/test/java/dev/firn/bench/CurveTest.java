package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.LinePlot.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CurveTest {
  @Test
  void percentilesAreTimesThatWereTaken() {
    double[] millis = new double[100];
    for (int i = 0; i < 100; i++) {
      millis[i] = 100 - i;
    }
    Percentiles spread = Percentiles.of(millis);
    assertThat(spread.cells(0.5, 0.99, 0.999, 1)).isEqualTo("50.00 | 99.00 | 100.00 | 100.00");
    assertThat(spread.at(0)).isEqualTo(1);
    assertThatThrownBy(() -> Percentiles.of(List.of())).hasMessageContaining("found none");
  }

  @Test
  void curveHasAPointForEachWholeStretch() {
    Curve curve = new Curve(List.of(5.0, 1.0, 3.0, 9.0, 7.0));
    assertThat(curve.points(2, 1)).containsExactly(new Point(2, 5), new Point(4, 9));
    assertThat(curve.between(5, 6)).isEmpty();
    assertThat(curve.between(2, 4)).get().extracting(Percentiles::max).isEqualTo(9.0);
  }
}

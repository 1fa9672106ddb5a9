package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.LinePlot.Axis;
import dev.firn.bench.LinePlot.Point;
import dev.firn.bench.LinePlot.Stroke;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinePlotTest {
  @Test
  void linesOfAGroupShareAColourAndDifferByStroke() throws Exception {
    LinePlot plot = plot(PlotScale.LINEAR);
    plot.add("a<b", "p50", Stroke.SOLID, List.of(new Point(0, 0), new Point(10, 50)));
    plot.add("a<b", "p99", Stroke.DASHED, List.of(new Point(0, 10), new Point(10, 60)));
    plot.add("c", "p50", Stroke.SOLID, List.of(new Point(10, 30)));
    plot.add("left out", "p50", Stroke.SOLID, List.of());
    SvgDocument svg = SvgDocument.of(plot);
    assertThat(svg.attributes("polyline", "class"))
        .containsExactly("line c0", "line c0", "line c1");
    assertThat(svg.attributes("polyline", "stroke-dasharray"))
        .containsExactly("none", "7 4", "none");
    // The plot's ground is from (70, 370) to (570, 40), its axes from 0 to 10 and 0 to 60.
    assertThat(svg.attributes("polyline", "points"))
        .containsExactly("70.0,370.0 570.0,95.0", "70.0,315.0 570.0,40.0", "570.0,205.0");
    assertThat(svg.texts())
        .contains("over & above", "x", "ms", "a<b, p50", "a<b, p99", "c, p50", "0", "10", "60")
        .doesNotContain("left out, p50");
  }

  @Test
  void logarithmicAxisGivesEqualRatiosEqualRoom() throws Exception {
    LinePlot plot = plot(PlotScale.LOG);
    plot.add(
        "a", "b", Stroke.SOLID, List.of(new Point(1, 0.1), new Point(10, 1), new Point(100, 10)));
    assertThat(SvgDocument.of(plot).attributes("polyline", "points"))
        .containsExactly("70.0,370.0 320.0,205.0 570.0,40.0");
  }

  @Test
  void plotWithoutLinesIsRefused() {
    assertThatThrownBy(() -> plot(PlotScale.LINEAR).toSvg())
        .hasMessage("Plot 'over & above': expected lines, found none.");
  }

  @Test
  void ticksEncloseAllValuesInStepsThatPeopleCountIn() {
    assertThat(PlotScale.LINEAR.ticks(3, 5_000))
        .containsExactly(0.0, 1_000.0, 2_000.0, 3_000.0, 4_000.0, 5_000.0);
    assertThat(PlotScale.LINEAR.ticks(0, 0.7)).startsWith(0.0, 0.2).hasSize(5);
    assertThat(PlotScale.LOG.ticks(1, 64)).containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
    assertThat(PlotScale.LOG.ticks(0.3, 4)).containsExactly(0.2, 0.5, 1.0, 2.0, 5.0);
    assertThat(PlotScale.LOG.ticks(5, 5)).containsExactly(5.0, 10.0);
    assertThat(PlotScale.LOG.ticks(0.02, 30_000))
        .containsExactly(0.01, 0.1, 1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0);
    assertThatThrownBy(() -> PlotScale.LOG.ticks(0, 1)).hasMessageContaining("above zero");
  }

  private static LinePlot plot(PlotScale scale) {
    return new LinePlot("over & above", new Axis("x", scale), new Axis("ms", scale));
  }
}

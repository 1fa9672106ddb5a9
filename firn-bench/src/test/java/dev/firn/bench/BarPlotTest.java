package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BarPlotTest {
  @Test
  void barsStandSideBySideOverTheirPlaceAndAreAsHighAsTheirValues() throws Exception {
    BarPlot plot = new BarPlot("title", "MB/s", List.of("one", "other"));
    plot.add("a", "first", List.of(60.0, 30.0));
    plot.add("b", "second", List.of(15.0, 0.0));
    SvgDocument svg = SvgDocument.of(plot);
    // The plot's ground is from (70, 370) to (570, 40), its left axis from 0 to 60.
    assertThat(svg.attributes("rect", "class"))
        .containsExactly("ground", "bar c0", "bar c0", "bar c0", "bar c1", "bar c1", "bar c1");
    assertThat(svg.attributes("rect", "x"))
        .containsExactly("87.5", "337.5", "588", "195.0", "445.0", "588");
    assertThat(svg.attributes("rect", "y"))
        .containsExactly("40.0", "205.0", "39", "287.5", "370.0", "58");
    assertThat(svg.attributes("rect", "height"))
        .containsExactly("420", "330.0", "165.0", "10", "82.5", "0.0", "10");
    assertThat(svg.texts()).contains("title", "MB/s", "one", "other", "first", "second", "60");
  }

  @Test
  void seriesOfAGroupShareAColourAndDifferByItsStrength() throws Exception {
    BarPlot plot = new BarPlot("title", "MB/s", List.of("one"));
    plot.add("a", "first", List.of(1.0));
    plot.add("a", "second", List.of(1.0));
    plot.add("a", "third", List.of(1.0));
    plot.add("b", "fourth", List.of(1.0));
    SvgDocument svg = SvgDocument.of(plot);
    assertThat(svg.attributes("rect", "class"))
        .filteredOn("bar c0"::equals)
        .as("a bar and a line of the legend each")
        .hasSize(6);
    assertThat(svg.attributes("rect", "fill-opacity"))
        .containsExactly("1.00", "1.00", "0.68", "0.68", "0.35", "0.35", "1.00", "1.00");
  }

  @Test
  void valueThatIsMissingLeavesAGap() throws Exception {
    BarPlot plot = new BarPlot("title", "MB/s", List.of("one", "other"));
    plot.add("a", "first", List.of(Double.NaN, 30.0));
    assertThat(SvgDocument.of(plot).attributes("rect", "x")).containsExactly("337.5", "588");
  }

  @Test
  void plotWithoutBarsAndSeriesThatDoNotFitAreRefused() {
    BarPlot plot = new BarPlot("title", "MB/s", List.of("one", "other"));
    assertThatThrownBy(plot::toSvg).hasMessage("Plot 'title': expected bars, found none.");
    assertThatThrownBy(() -> plot.add("a", "first", List.of(1.0)))
        .hasMessage("Series 'first': expected a height for each of [one, other], found 1.");
  }
}

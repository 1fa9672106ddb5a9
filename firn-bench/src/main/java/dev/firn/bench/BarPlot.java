package dev.firn.bench;

import dev.firn.bench.LinePlot.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars side by side over each of some places, one for each series. Series of one group have one
 * colour, and differ by its strength. See {@link PlotImage}.
 */
final class BarPlot implements Plot {
  /** Of the room over a place, what its bars take together. */
  private static final double FILLED = 0.86;

  /** The weakest that a colour becomes: weaker bars are lost on their ground. */
  private static final double OPACITY_MIN = 0.35;

  private final String title;
  private final Axis up;
  private final List<String> places;
  private final List<Series> all = new ArrayList<>();

  private record Series(String group, String name, List<Double> heights) {}

  /**
   * A plot without bars.
   *
   * @param up goes from zero
   * @param places what stands below the bars, from left to right
   */
  BarPlot(String title, String up, List<String> places) {
    this.title = title;
    this.up = new Axis(up, PlotScale.LINEAR);
    this.places = List.copyOf(places);
  }

  /**
   * Adds a series.
   *
   * @param heights one for each place; NaN leaves a gap
   */
  void add(String group, String name, List<Double> heights) {
    if (heights.size() != places.size()) {
      throw new IllegalArgumentException(
          "Series '"
              + name
              + "': expected a height for each of "
              + places
              + ", found "
              + heights.size()
              + ".");
    }
    all.add(new Series(group, name, List.copyOf(heights)));
  }

  @Override
  public String toSvg() {
    double most =
        all.stream()
            .flatMap(series -> series.heights().stream())
            .filter(height -> !height.isNaN())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElseThrow(
                () ->
                    new IllegalStateException("Plot '" + title + "': expected bars, found none."));
    List<Double> ticks = up.scale().ticks(0, most);
    PlotImage image = new PlotImage(title);
    image.drawUp(up, ticks);
    for (int i = 0; i < places.size(); i++) {
      image.text(x(i + 0.5), PlotImage.BOTTOM + 17, "middle", places.get(i));
    }
    for (int i = 0; i < all.size(); i++) {
      draw(image, i, ticks);
      drawLegend(image, i);
    }
    image.drawEdge();
    return image.finish();
  }

  private void draw(PlotImage image, int seriesIndex, List<Double> ticks) {
    Series series = all.get(seriesIndex);
    double width = FILLED / all.size();
    for (int i = 0; i < places.size(); i++) {
      double height = series.heights().get(i);
      if (!Double.isNaN(height)) {
        double left = i + (1 - FILLED) / 2 + seriesIndex * width;
        double top = PlotImage.y(up.scale().fraction(height, ticks));
        image.draw(
            String.format(
                Locale.ROOT,
                "<rect class='bar %s' fill-opacity='%.2f' x='%.1f' y='%.1f' width='%.1f'"
                    + " height='%.1f'/>",
                colour(series),
                opacity(series),
                x(left),
                top,
                x(left + width) - x(left),
                PlotImage.BOTTOM - top));
      }
    }
  }

  private void drawLegend(PlotImage image, int seriesIndex) {
    Series series = all.get(seriesIndex);
    image.draw(
        String.format(
            Locale.ROOT,
            "<rect class='bar %s' fill-opacity='%.2f' x='%d' y='%d' width='28' height='10'/>",
            colour(series),
            opacity(series),
            PlotImage.RIGHT + 18,
            PlotImage.legendY(seriesIndex) - 9));
    image.drawLegend(seriesIndex, series.name());
  }

  /** From the left of the first place, which is 0, to the right of the last. */
  private double x(double place) {
    return PlotImage.x(place / places.size());
  }

  private String colour(Series series) {
    return PlotImage.colour(
        all.stream().map(Series::group).distinct().toList().indexOf(series.group()));
  }

  /** The first of a group is the strongest. */
  private double opacity(Series series) {
    List<Series> group = all.stream().filter(each -> each.group().equals(series.group())).toList();
    return 1 - (1 - OPACITY_MIN) * group.indexOf(series) / Math.max(1, group.size() - 1);
  }
}

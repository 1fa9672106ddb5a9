package dev.firn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Lines over two axes. Lines of one group have one colour, and differ by their stroke. See {@link
 * PlotImage}.
 */
final class LinePlot implements Plot {
  /** Of a line with more points they are not marked one by one. */
  private static final int MARKED_POINTS_MAX = 20;

  private final String title;
  private final Axis across;
  private final Axis up;
  private final List<Line> lines = new ArrayList<>();

  /** What stands along an axis. */
  record Axis(String label, PlotScale scale) {}

  /** A place in the plot, in the axes' units. */
  record Point(double x, double y) {}

  /** How a line is drawn. */
  enum Stroke {
    SOLID("none"),
    DASHED("7 4"),
    DOTTED("2 4");

    private final String dashes;

    Stroke(String dashes) {
      this.dashes = dashes;
    }
  }

  private record Line(String group, String name, Stroke stroke, List<Point> points) {}

  LinePlot(String title, Axis across, Axis up) {
    this.title = title;
    this.across = across;
    this.up = up;
  }

  /** Adds a line through points in the order of their x; one without points is left out. */
  void add(String group, String name, Stroke stroke, List<Point> points) {
    if (!points.isEmpty()) {
      lines.add(new Line(group, name, stroke, List.copyOf(points)));
    }
  }

  @Override
  public String toSvg() {
    if (lines.isEmpty()) {
      throw new IllegalStateException("Plot '" + title + "': expected lines, found none.");
    }
    List<Double> acrossTicks = ticks(across, Point::x);
    List<Double> upTicks = ticks(up, Point::y);
    PlotImage image = new PlotImage(title);
    image.drawAcross(across, acrossTicks);
    image.drawUp(up, upTicks);
    image.drawEdge();
    for (int i = 0; i < lines.size(); i++) {
      draw(image, lines.get(i), acrossTicks, upTicks);
      drawLegend(image, lines.get(i), i);
    }
    return image.finish();
  }

  private List<Double> ticks(Axis axis, ToDoubleFunction<Point> value) {
    double[] values =
        lines.stream().flatMap(each -> each.points().stream()).mapToDouble(value).toArray();
    Percentiles spread = Percentiles.of(values);
    return axis.scale().ticks(spread.at(0), spread.max());
  }

  private void draw(PlotImage image, Line drawn, List<Double> acrossTicks, List<Double> upTicks) {
    StringBuilder places = new StringBuilder();
    List<String> dots = new ArrayList<>();
    for (Point point : drawn.points()) {
      double x = PlotImage.x(across.scale().fraction(point.x(), acrossTicks));
      double y = PlotImage.y(up.scale().fraction(point.y(), upTicks));
      places.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      dots.add(
          String.format(
              Locale.ROOT,
              "<circle class='dot %s' cx='%.1f' cy='%.1f' r='3'/>",
              colourOf(drawn),
              x,
              y));
    }
    image.draw(
        String.format(
            "<polyline class='line %s' stroke-dasharray='%s' points='%s'/>",
            colourOf(drawn), drawn.stroke().dashes, places.toString().strip()));
    if (drawn.points().size() <= MARKED_POINTS_MAX) {
      dots.forEach(image::draw);
    }
  }

  private void drawLegend(PlotImage image, Line drawn, int line) {
    image.draw(
        String.format(
            Locale.ROOT,
            "<path class='line %s' stroke-dasharray='%s' d='M%d %dh28'/>",
            colourOf(drawn),
            drawn.stroke().dashes,
            PlotImage.RIGHT + 18,
            PlotImage.legendY(line) - 4));
    image.drawLegend(line, drawn.group() + ", " + drawn.name());
  }

  private String colourOf(Line drawn) {
    return PlotImage.colour(
        lines.stream().map(Line::group).distinct().toList().indexOf(drawn.group()));
  }
}

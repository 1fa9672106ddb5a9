package dev.firn.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Lines over two axes as an SVG image, with a legend beside them. Its colours follow the reader's
 * preference for light or dark. Lines of one group have one colour, and differ by their stroke.
 */
final class LinePlot {
  private static final int WIDTH = 780;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 570;
  private static final int TOP = 40;
  private static final int BOTTOM = 370;
  private static final int LEGEND_LINE = 19;

  /** Of a line with more points they are not marked one by one. */
  private static final int MARKED_POINTS_MAX = 20;

  private static final MathContext TICK_DIGITS = new MathContext(3);

  /** Each colour for light ground and for dark, told apart by people who see few colours too. */
  private static final String STYLE =
      """
      .ground{fill:#ffffff} text{fill:#24292f} .grid{stroke:#d8dee4} .edge{stroke:#57606a;fill:none}
      .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
      .dot{fill:currentColor}
      .c0{color:#0969da} .c1{color:#bc4c00} .c2{color:#1a7f37} .c3{color:#8250df} .c4{color:#6e7781}
      @media (prefers-color-scheme:dark){
      .ground{fill:#0d1117} text{fill:#e6edf3} .grid{stroke:#30363d} .edge{stroke:#8b949e}
      .c0{color:#58a6ff} .c1{color:#f0883e} .c2{color:#3fb950} .c3{color:#bc8cff} .c4{color:#9ea7b3}
      }
      """;

  private static final int COLOURS = 5;

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

  /** Writes the image; the folder is made if it is missing. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, toSvg());
  }

  /**
   * The image.
   *
   * @throws IllegalStateException if there is no line
   */
  String toSvg() {
    if (lines.isEmpty()) {
      throw new IllegalStateException("Plot '" + title + "': expected lines, found none.");
    }
    List<Double> acrossTicks = ticks(across, Point::x);
    List<Double> upTicks = ticks(up, Point::y);
    Formatter svg = new Formatter(Locale.ROOT);
    svg.format(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img'"
            + " font-family='sans-serif' font-size='12'>%n",
        WIDTH, HEIGHT);
    svg.format("<title>%s</title>%n", escape(title));
    svg.format("<style>%n%s</style>%n", STYLE);
    svg.format("<rect class='ground' width='%d' height='%d'/>%n", WIDTH, HEIGHT);
    text(svg, LEFT, TOP - 18, "start", title);
    drawAxes(svg, acrossTicks, upTicks);
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), acrossTicks, upTicks);
      drawLegend(svg, lines.get(i), TOP + 8 + i * LEGEND_LINE);
    }
    return svg.format("</svg>%n").toString();
  }

  private List<Double> ticks(Axis axis, ToDoubleFunction<Point> value) {
    double[] values =
        lines.stream().flatMap(each -> each.points().stream()).mapToDouble(value).toArray();
    Percentiles spread = Percentiles.of(values);
    return axis.scale().ticks(spread.at(0), spread.max());
  }

  private void drawAxes(Formatter svg, List<Double> acrossTicks, List<Double> upTicks) {
    for (double tick : acrossTicks) {
      double x = xOf(tick, acrossTicks);
      grid(svg, x, TOP, x, BOTTOM);
      text(svg, x, BOTTOM + 17, "middle", label(tick));
    }
    for (double tick : upTicks) {
      double y = yOf(tick, upTicks);
      grid(svg, LEFT, y, RIGHT, y);
      text(svg, LEFT - 7, y + 4, "end", label(tick));
    }
    svg.format("<path class='edge' d='M%d %dV%dH%d'/>%n", LEFT, TOP, BOTTOM, RIGHT);
    text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", across.label());
    svg.format(
        "<text transform='translate(18 %d) rotate(-90)' text-anchor='middle'>%s</text>%n",
        (TOP + BOTTOM) / 2, escape(up.label()));
  }

  private void draw(Formatter svg, Line drawn, List<Double> acrossTicks, List<Double> upTicks) {
    StringBuilder places = new StringBuilder();
    Formatter dots = new Formatter(Locale.ROOT);
    for (Point point : drawn.points()) {
      double x = xOf(point.x(), acrossTicks);
      double y = yOf(point.y(), upTicks);
      places.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      dots.format("<circle class='dot %s' cx='%.1f' cy='%.1f' r='3'/>%n", colourOf(drawn), x, y);
    }
    svg.format(
        "<polyline class='line %s' stroke-dasharray='%s' points='%s'/>%n",
        colourOf(drawn), drawn.stroke().dashes, places.toString().strip());
    if (drawn.points().size() <= MARKED_POINTS_MAX) {
      svg.format("%s", dots);
    }
  }

  private void drawLegend(Formatter svg, Line drawn, int y) {
    svg.format(
        "<path class='line %s' stroke-dasharray='%s' d='M%d %dh28'/>%n",
        colourOf(drawn), drawn.stroke().dashes, RIGHT + 18, y - 4);
    text(svg, RIGHT + 53, y, "start", drawn.group() + ", " + drawn.name());
  }

  private String colourOf(Line drawn) {
    List<String> groups = lines.stream().map(Line::group).distinct().toList();
    return "c" + groups.indexOf(drawn.group()) % COLOURS;
  }

  private double xOf(double value, List<Double> ticks) {
    return LEFT + across.scale().fraction(value, ticks) * (RIGHT - LEFT);
  }

  private double yOf(double value, List<Double> ticks) {
    return BOTTOM - up.scale().fraction(value, ticks) * (BOTTOM - TOP);
  }

  private static void grid(Formatter svg, double x1, double y1, double x2, double y2) {
    svg.format("<path class='grid' d='M%.1f %.1fL%.1f %.1f'/>%n", x1, y1, x2, y2);
  }

  private static void text(Formatter svg, double x, double y, String anchor, String text) {
    svg.format("<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n", x, y, anchor, escape(text));
  }

  private static String label(double tick) {
    if (tick >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", tick);
    }
    // Binary fractions such as 0.30000000000000004 are not what anybody meant.
    return BigDecimal.valueOf(tick).round(TICK_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

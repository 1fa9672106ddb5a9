package dev.firn.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * The SVG image of a plot while it is drawn: title, axes with a grid, and a legend beside them. Its
 * colours follow the reader's preference for light or dark.
 */
final class PlotImage {
  static final int LEFT = 70;
  static final int RIGHT = 570;
  static final int TOP = 40;
  static final int BOTTOM = 370;

  private static final int WIDTH = 780;
  private static final int HEIGHT = 420;
  private static final int LEGEND_LINE = 19;
  private static final int COLOURS = 5;
  private static final MathContext TICK_DIGITS = new MathContext(3);

  /** Each colour for light ground and for dark, told apart by people who see few colours too. */
  private static final String STYLE =
      """
      .ground{fill:#ffffff} text{fill:#24292f} .grid{stroke:#d8dee4} .edge{stroke:#57606a;fill:none}
      .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
      .dot,.bar{fill:currentColor}
      .c0{color:#0969da} .c1{color:#bc4c00} .c2{color:#1a7f37} .c3{color:#8250df} .c4{color:#6e7781}
      @media (prefers-color-scheme:dark){
      .ground{fill:#0d1117} text{fill:#e6edf3} .grid{stroke:#30363d} .edge{stroke:#8b949e}
      .c0{color:#58a6ff} .c1{color:#f0883e} .c2{color:#3fb950} .c3{color:#bc8cff} .c4{color:#9ea7b3}
      }
      """;

  private final Formatter svg = new Formatter(Locale.ROOT);

  PlotImage(String title) {
    svg.format(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img'"
            + " font-family='sans-serif' font-size='12'>%n",
        WIDTH, HEIGHT);
    svg.format("<title>%s</title>%n", escape(title));
    svg.format("<style>%n%s</style>%n", STYLE);
    svg.format("<rect class='ground' width='%d' height='%d'/>%n", WIDTH, HEIGHT);
    text(LEFT, TOP - 18, "start", title);
  }

  /** The class of a group's colour; groups that are many share some. */
  static String colour(int groupIndex) {
    return "c" + groupIndex % COLOURS;
  }

  /** Draws the lower axis and a line for each of its ticks. */
  void drawAcross(LinePlot.Axis axis, List<Double> ticks) {
    for (double tick : ticks) {
      double x = x(axis.scale().fraction(tick, ticks));
      grid(x, TOP, x, BOTTOM);
      text(x, BOTTOM + 17, "middle", label(tick));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", axis.label());
  }

  /** Draws the left axis and a line for each of its ticks. */
  void drawUp(LinePlot.Axis axis, List<Double> ticks) {
    for (double tick : ticks) {
      double y = y(axis.scale().fraction(tick, ticks));
      grid(LEFT, y, RIGHT, y);
      text(LEFT - 7, y + 4, "end", label(tick));
    }
    svg.format(
        "<text transform='translate(18 %d) rotate(-90)' text-anchor='middle'>%s</text>%n",
        (TOP + BOTTOM) / 2, escape(axis.label()));
  }

  /** Draws the edge between the axes and what they enclose. */
  void drawEdge() {
    svg.format("<path class='edge' d='M%d %dV%dH%d'/>%n", LEFT, TOP, BOTTOM, RIGHT);
  }

  /** Where a line of the legend stands, counted from 0. */
  static int legendY(int line) {
    return TOP + 8 + line * LEGEND_LINE;
  }

  /** Draws what a line of the legend says; its sign stands left of it. */
  void drawLegend(int line, String text) {
    text(RIGHT + 53, legendY(line), "start", text);
  }

  /** Draws an element. */
  void draw(String element) {
    svg.format("%s%n", element);
  }

  void text(double x, double y, String anchor, String text) {
    svg.format("<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n", x, y, anchor, escape(text));
  }

  /** Where a part of the lower axis ends. */
  static double x(double fraction) {
    return LEFT + fraction * (RIGHT - LEFT);
  }

  /** Where a part of the left axis ends. */
  static double y(double fraction) {
    return BOTTOM - fraction * (BOTTOM - TOP);
  }

  /** The image; nothing more is drawn. */
  String finish() {
    return svg.format("</svg>%n").toString();
  }

  private void grid(double x1, double y1, double x2, double y2) {
    svg.format("<path class='grid' d='M%.1f %.1fL%.1f %.1f'/>%n", x1, y1, x2, y2);
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

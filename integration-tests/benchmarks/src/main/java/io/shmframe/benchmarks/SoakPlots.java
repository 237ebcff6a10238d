// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The samples over time, in SVG. Colours are Okabe and Ito's, which everybody can tell apart. */
final class SoakPlots {

  private static final List<Color> COLOURS =
      List.of(new Color(0x0072B2), new Color(0xE69F00), new Color(0xB34A00), new Color(0x009E73));

  private static final Color FAINT = new Color(0xDDDDDD);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final double LEAST = 0.01;
  private static final double MINUTE = 60;

  private final List<SoakSeries> series;

  SoakPlots(List<SoakSeries> series) {
    this.series = series;
  }

  /**
   * A value of all processes.
   *
   * @param unit for the axis
   * @param logarithmic whether that is logarithmic
   */
  String plot(String value, String unit, boolean logarithmic) {
    XYChart chart =
        new XYChartBuilder().width(1040).height(360).xAxisTitle("minutes").yAxisTitle(unit).build();
    style(chart.getStyler(), logarithmic);
    for (int i = 0; i < series.size(); i++) {
      add(chart, series.get(i), value, COLOURS.get(i % COLOURS.size()), logarithmic);
    }
    return chart.getSeriesMap().isEmpty() ? "<p>No samples.</p>" : Charts.svg(chart);
  }

  private static void style(XYStyler styler, boolean logarithmic) {
    styler.setYAxisLogarithmic(logarithmic);
    styler.setDecimalPattern("#,##0.##");
    styler.setPlotGridLinesColor(FAINT);
    styler.setPlotBorderVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendFont(FONT);
    styler.setAxisTickLabelsFont(FONT);
    styler.setAxisTitleFont(FONT);
    if (!logarithmic) {
      styler.setYAxisMin(0.0);
    }
  }

  private static void add(
      XYChart chart, SoakSeries of, String value, Color colour, boolean logarithmic) {
    List<SoakSeries.Sample> samples =
        of.samples().stream().filter(it -> Double.isFinite(SoakSeries.of(it, value))).toList();
    if (samples.isEmpty()) {
      return;
    }
    double[] x = samples.stream().mapToDouble(it -> it.second() / MINUTE).toArray();
    double[] y =
        samples.stream()
            .mapToDouble(it -> SoakSeries.of(it, value))
            .map(it -> logarithmic ? Math.max(LEAST, it) : it)
            .toArray();
    XYSeries line = chart.addSeries(of.name(), x, y);
    line.setLineColor(colour);
    line.setLineStyle(new BasicStroke(1.6f));
    line.setMarker(SeriesMarkers.NONE);
  }
}

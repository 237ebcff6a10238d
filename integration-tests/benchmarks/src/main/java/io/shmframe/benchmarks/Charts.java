// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Curves as pictures, in SVG. Colours are Okabe and Ito's, which everybody can tell apart. */
final class Charts {

  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xD55E00),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0x000000));

  private static final Color FAINT = new Color(0xDDDDDD);
  private static final String LOGARITHMIC = "(log)";

  private Charts() {}

  /** One chart; an axis whose name ends with {@code (log)} is logarithmic. */
  static String svg(List<Findings.Point> points) {
    boolean logX = points.get(0).x().endsWith(LOGARITHMIC);
    boolean logY = points.get(0).y().endsWith(LOGARITHMIC);
    XYChart chart =
        new XYChartBuilder()
            .width(1040)
            .height(470)
            .xAxisTitle(points.get(0).x())
            .yAxisTitle(points.get(0).y())
            .build();
    style(chart.getStyler(), logX, logY);
    Map<String, List<Findings.Point>> curves = new LinkedHashMap<>();
    for (Findings.Point point : points) {
      // A logarithmic axis has no zero.
      if ((!logX || point.atX() > 0) && (!logY || point.atY() > 0)) {
        curves.computeIfAbsent(point.series(), series -> new ArrayList<>()).add(point);
      }
    }
    int next = 0;
    for (Map.Entry<String, List<Findings.Point>> curve : curves.entrySet()) {
      List<Findings.Point> sorted =
          curve.getValue().stream()
              .sorted(Comparator.comparingDouble(Findings.Point::atX))
              .toList();
      XYSeries series =
          chart.addSeries(
              curve.getKey(),
              sorted.stream().map(Findings.Point::atX).toList(),
              sorted.stream().map(Findings.Point::atY).toList());
      Color colour = COLOURS.get(next++ % COLOURS.size());
      series.setMarkerColor(colour);
      series.setLineColor(colour);
    }
    if (curves.isEmpty()) {
      return "";
    }
    List<Findings.Point> shown = curves.values().stream().flatMap(List::stream).toList();
    if (logX) {
      double[] decades = decades(shown.stream().mapToDouble(Findings.Point::atX).toArray());
      chart.getStyler().setXAxisMin(decades[0]).setXAxisMax(decades[1]);
    }
    if (logY) {
      double[] decades = decades(shown.stream().mapToDouble(Findings.Point::atY).toArray());
      chart.getStyler().setYAxisMin(decades[0]).setYAxisMax(decades[1]);
    }
    return svg(chart);
  }

  /** From a power of ten to one, since only those are labelled. */
  private static double[] decades(double[] values) {
    double least = Math.log10(Arrays.stream(values).min().orElseThrow());
    double most = Math.log10(Arrays.stream(values).max().orElseThrow());
    double from = Math.floor(least);
    return new double[] {Math.pow(10, from), Math.pow(10, Math.max(from + 1, Math.ceil(most)))};
  }

  private static void style(XYStyler styler, boolean logX, boolean logY) {
    styler.setXAxisLogarithmic(logX);
    styler.setYAxisLogarithmic(logY);
    if (!logY) {
      // What differs by a tenth is to look so.
      styler.setYAxisMin(0.0);
    }
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(FAINT);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
  }

  /** Without what may stand only at the start of a document. */
  static String svg(XYChart chart) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new IllegalStateException("Memory cannot be written to", e);
    }
    String document = out.toString(StandardCharsets.UTF_8);
    return document.substring(document.indexOf("<svg"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The results as pictures, in SVG. Colours are Okabe and Ito's, which everybody can tell apart. */
final class Plots {

  private static final Color BLUE = new Color(0x0072B2);
  private static final Color ORANGE = new Color(0xE69F00);
  private static final Color VERMILION = new Color(0xB34A00);
  private static final Color GREEN = new Color(0x009E73);
  private static final Color INK = new Color(0x222222);
  private static final Color FAINT = new Color(0xDDDDDD);
  private static final int WIDTH = 1040;
  private static final int HEIGHT = 470;
  private static final double LEAST = 0.01;
  private static final double NONE = Double.NaN;

  private final List<Result> rows;

  /** Of one size; rows without figures have no bars. */
  Plots(List<Result> all) {
    rows = all.stream().filter(row -> row.figures().isPresent()).toList();
  }

  boolean empty() {
    return rows.isEmpty();
  }

  String framesPerSecond() {
    CategoryChart chart = chart("frames a second, logarithmic");
    CategoryStyler styler = chart.getStyler();
    styler.setYAxisLogarithmic(true);
    // Each row has a bar of one series or the other, over the whole of its room.
    styler.setOverlapped(true);
    styler.setLabelsVisible(true);
    styler.setLabelsPosition(0.5);
    styler.setLabelsFont(font(Font.BOLD, 12));
    styler.setLabelsFontColor(Color.WHITE);
    styler.setDecimalPattern("#,##0");
    add(chart, "shared memory", BLUE, only(true, Figures::framesPerSecond));
    add(chart, "other ways", VERMILION, only(false, Figures::framesPerSecond));
    return svg(chart);
  }

  String latency() {
    CategoryChart chart = chart("milliseconds, logarithmic");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setDecimalPattern("#,##0.##");
    add(chart, "p50", BLUE, of(it -> it.p50Micros() / 1000));
    add(chart, "p99", ORANGE, of(it -> it.p99Micros() / 1000));
    return svg(chart);
  }

  String processorTime() {
    CategoryChart chart = chart("% of a core");
    chart.getStyler().setStacked(true);
    chart.getStyler().setDecimalPattern("#,##0");
    add(chart, "sender", BLUE, of(Figures::senderPercent));
    add(chart, "receiver", ORANGE, of(Figures::receiverPercent));
    add(chart, "broker or driver", GREEN, of(Figures::thirdPercent));
    return svg(chart);
  }

  private CategoryChart chart(String axis) {
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).yAxisTitle(axis).build();
    CategoryStyler styler = chart.getStyler();
    styler.setAvailableSpaceFill(0.75);
    styler.setOverlapped(false);
    styler.setXAxisLabelRotation(35);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(FAINT);
    styler.setPlotBorderVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendFont(font(Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 13));
    styler.setAxisTitleFont(font(Font.PLAIN, 13));
    return chart;
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** The value of those rows that are shared memory, or of those that are not. */
  private static ToDoubleFunction<Result> only(boolean shared, ToDoubleFunction<Figures> value) {
    return row -> SharedMemory.is(row.name()) == shared ? of(value).applyAsDouble(row) : NONE;
  }

  private static ToDoubleFunction<Result> of(ToDoubleFunction<Figures> value) {
    return row -> row.figures().stream().mapToDouble(value).sum();
  }

  private void add(CategoryChart chart, String name, Color colour, ToDoubleFunction<Result> value) {
    boolean logarithmic = chart.getStyler().isYAxisLogarithmic();
    List<Double> values = new ArrayList<>();
    for (Result row : rows) {
      double exact = value.applyAsDouble(row);
      // A logarithmic axis has no zero; the chart's word for no bar is null.
      values.add(Double.isNaN(exact) ? null : logarithmic ? Math.max(LEAST, exact) : exact);
    }
    List<Double> bars = values.stream().filter(Objects::nonNull).toList();
    if (!bars.isEmpty()) {
      chart.addSeries(name, rows.stream().map(Result::name).toList(), values).setFillColor(colour);
      if (logarithmic) {
        bound(chart, bars);
      }
    }
  }

  /** From a power of ten below all bars, for bars would else begin at zero, to one above. */
  private static void bound(CategoryChart chart, List<Double> values) {
    CategoryStyler styler = chart.getStyler();
    double least = Math.pow(10, Math.floor(Math.log10(Collections.min(values)) - 0.3));
    double most = Math.pow(10, Math.ceil(Math.log10(Collections.max(values))));
    styler.setYAxisMin(
        styler.getYAxisMin() == null ? least : Math.min(least, styler.getYAxisMin()));
    styler.setYAxisMax(styler.getYAxisMax() == null ? most : Math.max(most, styler.getYAxisMax()));
  }

  /** Without what may stand only at the start of a document. */
  private static String svg(CategoryChart chart) {
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

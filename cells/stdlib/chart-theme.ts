/**
 * How charts look, read from the custom properties of components/ui/tokens.css, so that Plotly, Plot and our own pictures show
 * one palette in both themes.
 */
export interface ChartTheme {
  /** Eight colours for categories, told apart in both themes and by colour-blind eyes. */
  readonly palette: readonly string[];
  readonly ink: string;
  readonly quietInk: string;
  readonly line: string;
  readonly paper: string;
  readonly accent: string;
  readonly font: string;
}

export function readChartTheme(element: Element = document.documentElement): ChartTheme {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    palette: Array.from({ length: 8 }, (_, i) => read(`--chart-${i + 1}`, '#8a1c3f')),
    ink: read('--ink', '#1c1b1a'),
    quietInk: read('--ink-2', '#56524d'),
    line: read('--line', '#e6e2db'),
    paper: read('--raised', '#ffffff'),
    accent: read('--accent', '#8a1c3f'),
    font: read('--font-interface', 'sans-serif'),
  };
}

/** A template of Plotly: quiet axes, no frame, the palette, our font. */
export function plotlyTemplate({ palette, ink, quietInk, line, paper, accent, font }: ChartTheme) {
  const axis = {
    gridcolor: line,
    linecolor: line,
    zerolinecolor: line,
    tickcolor: line,
    ticks: 'outside',
    ticklen: 4,
    automargin: true,
    title: { font: { size: 12, color: quietInk }, standoff: 10 },
    tickfont: { size: 11.5, color: quietInk },
  };
  const scale = [
    [0, line],
    [1, accent],
  ];
  return {
    layout: {
      colorway: palette,
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: font, size: 12.5, color: ink },
      title: { font: { size: 15, color: ink }, x: 0, xref: 'paper', xanchor: 'left', pad: { l: 0 } },
      margin: { t: 44, r: 16, b: 44, l: 52 },
      xaxis: { ...axis, showgrid: false, zeroline: false },
      yaxis: axis,
      legend: { font: { size: 12, color: quietInk }, orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0 },
      hoverlabel: { bgcolor: paper, bordercolor: line, font: { family: font, size: 12, color: ink } },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: quietInk, activecolor: accent },
      colorscale: { sequential: scale },
      coloraxis: { colorbar: { outlinewidth: 0, thickness: 12, tickfont: { size: 11, color: quietInk } } },
      bargap: 0.18,
    },
    data: {
      heatmap: [{ colorscale: scale, colorbar: { outlinewidth: 0, thickness: 12 } }],
      bar: [{ marker: { line: { width: 0 } } }],
    },
  };
}

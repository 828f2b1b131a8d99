import type { ChartSpecification } from '@/cells/kinds/chart';
import { isWholeBin } from '@/cells/kinds/chart/plan';
import { type ChartRows, splitRows } from './chart-rows';
import { escapeHtml } from './escape-html';
import type { FigureFrame } from './figure-frame';
import { formatNumber } from './format-figure';
import { axisNumber, isSinglePanel } from './panels';
import { colourLabel, yLabel } from './words';

type Trace = Readonly<Record<string, unknown>>;

/** Plotly's traces: a series in each panel for each colour. */
export function createTraces(rows: ChartRows, frame: FigureFrame): Trace[] {
  const { panels, facts, world } = frame;
  if (facts.options.mark === 'map' && world) return world.traces(rows, frame.theme);
  if (isSinglePanel(panels)) return createPanel(rows, frame, '');
  const byRow = new Map(splitRows(rows, 'row').map((group) => [group.name, group.rows]));
  return panels.rows.flatMap((row, r) => {
    const inRow = byRow.get(row);
    const byColumn = new Map(
      inRow ? splitRows(inRow, 'column').map((group) => [group.name, group.rows]) : [],
    );
    return panels.columns.flatMap((column, c) => {
      const number = r * panels.columns.length + c;
      const inPanel = byColumn.get(column) ?? { length: 0, columns: {} };
      return createPanel(inPanel, frame, axisNumber(number)).map((trace) => ({
        ...trace,
        ...(number > 0 && { showlegend: false }),
      }));
    });
  });
}

function createPanel(rows: ChartRows, frame: FigureFrame, axis: string): Trace[] {
  const { facts, colours, theme } = frame;
  const { options, measures = {} } = facts;
  const paint = (place: number) => paintOf(options, theme.palette[place % theme.palette.length]);
  const on = { xaxis: `x${axis}`, yaxis: `y${axis}` };
  if (options.mark === 'pie') return [{ ...createPie(rows, options), marker: { colors: piePalette(theme) } }];
  if (options.mark === 'heatmap' || facts.isCrowded) return [{ ...createHeat(rows, frame), ...on }];
  if (!options.colour) return [dress(createTrace(rows, frame, ''), { ...paint(0), ...on })];
  if (measures.colour === 'number')
    return [{ ...createTrace(rows, frame, ''), ...on, ...gradientOf(rows, options) }];
  const groups = new Map(splitRows(rows, 'colour').map((group) => [group.name, group.rows]));
  // A series that a filter empties keeps its place, so that the others keep their colours.
  return colours.map((name, place) =>
    dress(createTrace(groups.get(name) ?? { length: 0, columns: {} }, frame, name), {
      ...paint(place),
      ...on,
      name: escapeHtml(name),
      legendgroup: name,
    }),
  );
}

/** One series has one colour in all panels. */
const paintOf = ({ mark }: ChartSpecification, color: string | undefined): Trace =>
  mark === 'line' || mark === 'area' ? { line: { color }, marker: { color } } : { marker: { color } };

/** Adds to a trace, and to its line and marker. */
const dress = (trace: Trace, more: Trace): Trace => ({
  ...trace,
  ...more,
  ...(more.line ? { line: { ...Object(trace.line), ...Object(more.line) } } : {}),
  ...(more.marker ? { marker: { ...Object(trace.marker), ...Object(more.marker) } } : {}),
});

const gradientOf = (rows: ChartRows, options: ChartSpecification): Trace => ({
  marker: {
    ...sizesOf(rows, options),
    color: rows.columns.colour ?? [],
    colorbar: { title: { text: escapeHtml(options.colour ?? '') }, outlinewidth: 0, thickness: 12 },
    showscale: true,
  },
});

/** Area, not width, is what a size says. */
export function sizesOf({ columns }: ChartRows, options: ChartSpecification): Trace {
  if (!options.size) return { size: 6, opacity: 0.75 };
  const sizes = (columns.size ?? []).map((value) => (typeof value === 'number' && value > 0 ? value : 0));
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  return { size: sizes, sizemode: 'area', sizeref: (2 * most) / 28 ** 2 || 1, sizemin: 2, opacity: 0.65 };
}

function createTrace(rows: ChartRows, { facts }: FigureFrame, series: string): Trace {
  const { options } = facts;
  const { mark, colour, arrangement } = options;
  const read = (name: string) => rows.columns[name] ?? [];
  const places = { x: read('x'), y: read('y') };
  const said = sayMarks(rows, facts, series);
  switch (mark) {
    case 'histogram':
    case 'bar':
      return { type: 'bar', ...places, ...said };
    case 'line':
      return {
        type: 'scatter',
        mode: rows.length === 1 ? 'markers' : 'lines',
        ...places,
        line: { width: 2 },
        ...said,
      };
    case 'area':
      return {
        type: 'scatter',
        mode: rows.length === 1 ? 'markers' : 'lines',
        ...places,
        line: { width: 1.5 },
        ...(colour && arrangement !== 'group'
          ? { stackgroup: 'all', ...(arrangement === 'share' && { groupnorm: 'percent' }) }
          : { fill: 'tozeroy' }),
        ...said,
      };
    case 'box':
      return {
        type: 'box',
        x: read('x'),
        q1: read('q1'),
        median: read('median'),
        q3: read('q3'),
        lowerfence: read('lower'),
        upperfence: read('upper'),
      };
    default:
      return { type: 'scatter', mode: 'markers', ...places, marker: sizesOf(rows, options), ...said };
  }
}

/** What the pointer says of a mark, in words. */
function sayMarks(
  rows: ChartRows,
  { options, xBins, measures }: FigureFrame['facts'],
  series: string,
): Trace {
  const { mark, x, size, colour, xUnit } = options;
  const across = `${escapeHtml(x ?? '')} `;
  const place = xBins && measures?.x === 'number' && !isWholeBin(xBins) ? '%{customdata[0]}' : '%{x}';
  const lines = [
    ...(x ? [`${across}<b>${place}</b>${unitOf(xUnit, place)}`] : []),
    `${escapeHtml(yLabel(options))} <b>%{y}</b>`,
    ...(size ? [`${escapeHtml(size)} <b>%{marker.size:,}</b>`] : []),
    ...(colour && measures?.colour === 'number' ? [`${escapeHtml(colour)} <b>%{marker.color}</b>`] : []),
    ...(colour && series ? [`${escapeHtml(colour)} <b>${escapeHtml(series)}</b>`] : []),
  ];
  const isTogether = mark === 'line' || mark === 'area';
  return {
    hovertemplate:
      isTogether && series
        ? `${escapeHtml(series)} <b>%{y}</b><extra></extra>`
        : `${lines.join('<br>')}<extra></extra>`,
    ...(place.startsWith('%{customdata') &&
      xBins && {
        customdata: (rows.columns.x ?? []).map((middle) => [
          `${formatNumber(Number(middle) - xBins.step / 2)} – ${formatNumber(Number(middle) + xBins.step / 2)}`,
        ]),
      }),
  };
}

const unitOf = (unit: string | undefined, place: string): string =>
  unit && place !== '%{x}' ? ` ${escapeHtml(unit)}` : '';

/** More slices than colours: the same again, paler by place. */
const piePalette = ({ palette }: FigureFrame['theme']): string[] => [...palette, ...palette];

function createPie({ columns }: ChartRows, options: ChartSpecification): Trace {
  return {
    type: 'pie',
    labels: (columns.x ?? []).map((value) => escapeHtml(value === null ? 'missing' : String(value))),
    values: columns.y ?? [],
    sort: options.order !== 'x',
    hole: 0.45,
    textinfo: 'percent',
    textposition: 'inside',
    hovertemplate: `${escapeHtml(options.x ?? '')} <b>%{label}</b><br>${escapeHtml(yLabel(options))} <b>%{value:,}</b> (%{percent})<extra></extra>`,
  };
}

function createHeat(rows: ChartRows, { facts }: FigureFrame): Trace {
  const { options, isCrowded } = facts;
  const { columns } = rows;
  const label = isCrowded ? 'rows' : colourLabel(options);
  return {
    type: 'heatmap',
    x: columns.x ?? [],
    y: columns.y ?? [],
    z: columns.colour ?? [],
    // Where many lie, a few more are nothing: the colours follow the logarithm, the words the number.
    ...(isCrowded && {
      z: (columns.colour ?? []).map((count) => Math.log10(1 + Number(count))),
      customdata: columns.colour ?? [],
      ...densityScale(columns.colour ?? []),
    }),
    ...(!isCrowded && { colorbar: { title: { text: escapeHtml(label) } }, xgap: 1, ygap: 1 }),
    hovertemplate: `${escapeHtml(options.x ?? '')} <b>%{x}</b><br>${escapeHtml(options.y ?? '')} <b>%{y}</b><br>${escapeHtml(label)} <b>${isCrowded ? '%{customdata:,}' : '%{z}'}</b><extra></extra>`,
  };
}

function densityScale(counts: readonly unknown[]): Trace {
  const most = counts.reduce<number>((a, b) => Math.max(a, Number(b)), 1);
  const marks = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7].filter((mark) => mark <= most);
  return {
    zmin: 0,
    zmax: Math.log10(1 + most),
    colorbar: {
      title: { text: 'rows' },
      tickvals: marks.map((mark) => Math.log10(1 + mark)),
      ticktext: marks.map(formatNumber),
    },
  };
}

import type { Table } from '@uwdata/flechette';
import type { ChartSpecification } from '@/cells/kinds/chart';
import { aggregateOf, type Measures } from '@/cells/kinds/chart/query';

type Row = Readonly<Record<string, unknown>>;

export interface Figure {
  readonly data: readonly Row[];
  readonly layout: Row;
}

/** Plotly's traces and layout of a chart's rows, as `chartQuery` selects them. */
export function createFigure(rows: Table, options: ChartSpecification, measures: Measures): Figure {
  return { data: createTraces(rows, options, measures), layout: createLayout(options, measures) };
}

function createTraces(table: Table, options: ChartSpecification, measures: Measures): Row[] {
  const read = (name: string) => readColumn(table, name);
  if (options.mark === 'heatmap')
    return [
      {
        type: 'heatmap',
        x: read('x'),
        y: read('y'),
        z: read('colour'),
        colorbar: { title: { text: colourLabel(options) } },
      },
    ];
  if (!options.colour) return [createTrace(options, read)];
  if (options.mark === 'dot' && measures.colour === 'number')
    return [
      {
        ...createTrace(options, read),
        marker: {
          color: read('colour'),
          size: 6,
          opacity: 0.75,
          colorbar: { title: { text: options.colour }, outlinewidth: 0, thickness: 12 },
          showscale: true,
        },
      },
    ];
  return splitByColour(table).map(({ name, rows }) => ({
    ...createTrace(options, (column) => {
      const values = read(column);
      return rows.map((row) => values[row]);
    }),
    name,
  }));
}

function createTrace(options: ChartSpecification, read: (name: string) => unknown[]): Row {
  switch (options.mark) {
    case 'bar':
      return { type: 'bar', x: read('x'), y: read('y') };
    case 'histogram':
      return { type: 'bar', x: read('x'), y: read('y') };
    case 'line':
      return { type: 'scatter', mode: 'lines', x: read('x'), y: read('y'), line: { width: 2 } };
    case 'area':
      return {
        type: 'scatter',
        mode: 'lines',
        x: read('x'),
        y: read('y'),
        line: { width: 1.5 },
        ...(options.colour && options.arrangement !== 'group'
          ? { stackgroup: 'all', ...(options.arrangement === 'share' && { groupnorm: 'percent' }) }
          : { fill: 'tozeroy' }),
      };
    case 'dot':
      return {
        type: 'scatter',
        mode: 'markers',
        x: read('x'),
        y: read('y'),
        marker: { size: 6, opacity: 0.75 },
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
    case 'heatmap':
      return {};
  }
}

function createLayout(options: ChartSpecification, measures: Measures): Row {
  const { mark, x, y, colour, arrangement, interval, height, title, xTitle, yTitle, xScale, yScale, order } =
    options;
  const isCategory = measures.x === 'category' || mark === 'box';
  return {
    ...(title && { title: { text: escapeHtml(title) } }),
    height: height ?? 360,
    margin: { t: title ? 56 : colour ? 36 : 16, r: 16, b: 44, l: 52 },
    showlegend: Boolean(colour) && mark !== 'heatmap' && !(mark === 'dot' && measures.colour === 'number'),
    ...(mark === 'histogram' && { bargap: 0.03 }),
    ...(mark === 'box' && colour && { boxmode: 'group' }),
    barmode: arrangement === 'group' ? 'group' : 'stack',
    ...(arrangement === 'share' && (mark === 'bar' || mark === 'histogram') && { barnorm: 'percent' }),
    xaxis: {
      title: { text: escapeHtml(xTitle ?? (interval ? `${x} (${interval})` : (x ?? ''))) },
      ...(xScale === 'log' && { type: 'log' }),
      ...(isCategory && { type: 'category' }),
      ...(order === 'y' && { type: 'category', categoryorder: 'total descending' }),
      ...(mark === 'box' && !(x && y) && { showticklabels: false, title: { text: '' } }),
    },
    yaxis: {
      title: { text: escapeHtml(yTitle ?? yLabel(options)) },
      ...(yScale === 'log' && { type: 'log' }),
      ...(arrangement === 'share' && { ticksuffix: ' %' }),
    },
  };
}

function yLabel(options: ChartSpecification): string {
  const { mark, x, y } = options;
  if (mark === 'histogram') return 'rows';
  if (mark === 'box') return y ?? x ?? '';
  if (mark === 'heatmap') return y ?? '';
  const aggregate = aggregateOf(options);
  if (aggregate === 'count') return 'rows';
  return aggregate === 'none' ? (y ?? '') : `${aggregate} of ${y}`;
}

const colourLabel = ({ colour, aggregate }: ChartSpecification): string =>
  escapeHtml(
    colour && aggregate !== 'count'
      ? `${aggregate && aggregate !== 'none' ? aggregate : 'mean'} of ${colour}`
      : 'rows',
  );

function splitByColour(table: Table): { name: string; rows: number[] }[] {
  const groups = new Map<string, number[]>();
  const colours = readColumn(table, 'colour');
  for (const [row, value] of colours.entries()) {
    const name = value === null ? 'missing' : String(value);
    const rows = groups.get(name);
    if (rows) rows.push(row);
    else groups.set(name, [row]);
  }
  return [...groups].map(([name, rows]) => ({ name: escapeHtml(name), rows }));
}

/** Dates as text without a zone: Plotly would move a Date to the reader's time zone. */
function readColumn(table: Table, name: string): unknown[] {
  const column = table.getChild(name);
  return column
    ? Array.from(column, (value) => (value instanceof Date ? value.toISOString().slice(0, -1) : value))
    : [];
}

/** Plotly takes text as its own small HTML. */
const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

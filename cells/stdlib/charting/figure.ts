import type { ChartSpecification } from '@/cells/kinds/chart';
import { aggregateOf } from '@/cells/kinds/chart/aggregates';
import type { ChartRows } from './chart-rows';
import { escapeHtml } from './escape-html';
import type { Figure, FigureFrame } from './figure-frame';
import { layOutPanels } from './panels';
import { createTraces } from './traces';
import { yLabel } from './words';

type Options = Readonly<Record<string, unknown>>;

/** Plotly's traces and layout of a chart's rows, as `chartQuery` selects them. */
export function createFigure(rows: ChartRows, frame: FigureFrame): Figure {
  const { facts, panels } = frame;
  const { options } = facts;
  return {
    data: createTraces(rows, frame),
    layout: { ...createLayout(options, frame), ...layOutPanels(panels, axesOf(options, frame)) },
  };
}

function createLayout(options: ChartSpecification, { facts, panels, colours }: FigureFrame): Options {
  const { mark, colour, arrangement, height, title } = options;
  const isContinuous = facts.measures?.colour === 'number';
  const hasLegend =
    (Boolean(colour) && mark !== 'heatmap' && !isContinuous && !facts.isCrowded) || mark === 'pie';
  const hasHeads = panels.rows.length > 1 || panels.columns.length > 1;
  // A legend above takes a line for every few names.
  const legend = hasLegend && mark !== 'pie' ? 20 + 18 * Math.floor(colours.join('').length / 90) : 0;
  return {
    ...(title && {
      title: { text: escapeHtml(title), y: 0.99, yanchor: 'top', yref: 'container', pad: { t: 8 } },
    }),
    height: height ?? (mark === 'map' ? 340 : Math.max(360, panels.rows.length * 190)),
    margin: {
      t: (title ? 40 : 14) + legend + (hasHeads ? 18 : 0),
      r: panels.rows.length > 1 ? 28 : 16,
      b: 44,
      l: 52,
    },
    showlegend: hasLegend,
    ...(mark === 'pie' && { legend: { orientation: 'v', x: 1, y: 1 } }),
    ...(mark === 'histogram' && { bargap: 0.03 }),
    ...(mark === 'box' && colour && { boxmode: 'group' }),
    barmode: arrangement === 'group' ? 'group' : 'stack',
    ...(arrangement === 'share' && (mark === 'bar' || mark === 'histogram') && { barnorm: 'percent' }),
    dragmode: options.brush ? false : 'zoom',
    hovermode: mark === 'line' || mark === 'area' ? 'x' : 'closest',
  };
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function axesOf(options: ChartSpecification, { facts, world }: FigureFrame): { x: Options; y: Options } {
  const { mark, x, y, arrangement, interval, xTitle, yTitle, xScale, yScale, order, xUnit, yUnit } = options;
  const { measures = {} } = facts;
  if (mark === 'map') return world?.axes ?? { x: {}, y: {} };
  if (mark === 'pie') return { x: {}, y: {} };
  const isCategory = measures.x === 'category' || mark === 'box';
  const calendar = { dayOfWeek: days, monthOfYear: months }[String(interval)];
  const share = arrangement === 'share' && (mark === 'bar' || mark === 'histogram' || mark === 'area');
  return {
    x: {
      title: { text: escapeHtml(xTitle ?? xLabel(options)) },
      ...(xScale === 'log' && { type: 'log' }),
      ...(isCategory && { type: 'category' }),
      ...(calendar && { tickvals: calendar.map((_, i) => i + 1), ticktext: calendar }),
      ...((order === 'y' || order === 'smallest') && {
        type: 'category',
        categoryorder: order === 'y' ? 'total descending' : 'total ascending',
      }),
      ...(xUnit && { ticksuffix: ` ${escapeHtml(xUnit)}` }),
      ...(mark === 'box' && !(x && y) && { showticklabels: false, title: { text: '' } }),
      ...(interval === 'hourOfDay' && { dtick: 3 }),
    },
    y: {
      title: { text: escapeHtml(yTitle ?? yLabel(options)) },
      ...(yScale === 'log' && { type: 'log' }),
      ...(measures.y === 'category' && (mark === 'heatmap' || mark === 'dot') && { type: 'category' }),
      ...((share || yUnit) && { ticksuffix: share ? ' %' : ` ${escapeHtml(yUnit ?? '')}` }),
      ...(mark === 'heatmap' && { showgrid: false }),
      ...(isFromZero(options) && { rangemode: 'tozero' }),
    },
  };
}

const isFromZero = (options: ChartSpecification): boolean =>
  options.mark === 'bar' ||
  options.mark === 'histogram' ||
  (options.mark === 'area' && aggregateOf(options) !== 'min');

const intervalWords: Readonly<Record<string, string>> = {
  monthOfYear: 'month of the year',
  dayOfWeek: 'day of the week',
  hourOfDay: 'hour of the day',
};

const xLabel = ({ x, interval }: ChartSpecification): string =>
  interval && x ? `${x} (${intervalWords[interval] ?? interval})` : (x ?? '');

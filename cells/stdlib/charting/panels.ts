import { type ChartRows, splitRows } from './chart-rows';
import { escapeHtml } from './escape-html';

type Options = Readonly<Record<string, unknown>>;

/** Small charts in rows and columns, by the values of two columns; one where there are none. */
export interface Panels {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

export const panelsOf = (rows: ChartRows): Panels => ({
  rows: namesIn(rows, 'row'),
  columns: namesIn(rows, 'column'),
});

const namesIn = (rows: ChartRows, name: string): string[] =>
  splitRows(rows, name)
    .map((group) => group.name)
    .sort((a, b) => (Number.isNaN(Number(a) - Number(b)) ? a.localeCompare(b) : Number(a) - Number(b)));

/** The number of a panel among the axes: `x`, `x2`, `x3` … */
export const axisNumber = (panel: number): string => (panel === 0 ? '' : String(panel + 1));

export const isSinglePanel = ({ rows, columns }: Panels): boolean => rows.length * columns.length <= 1;

/** Axes of all panels, which share their scales, and the names above and beside them. */
export function layOutPanels({ rows, columns }: Panels, axes: { x: Options; y: Options }): Options {
  if (rows.length * columns.length <= 1) return { xaxis: axes.x, yaxis: axes.y };
  const layout: Record<string, unknown> = {};
  const heads: Options[] = [];
  const wide = (1 - gap * (columns.length - 1)) / columns.length;
  const high = (1 - gap * (rows.length - 1)) / rows.length;
  const quiet = { title: { text: '' } };
  for (const [r] of rows.entries())
    for (const [c] of columns.entries()) {
      const number = axisNumber(r * columns.length + c);
      const left = c * (wide + gap);
      const bottom = 1 - high - r * (high + gap);
      const isLast = r === rows.length - 1;
      layout[`xaxis${number}`] = {
        ...axes.x,
        ...(isLast && c === Math.floor((columns.length - 1) / 2) ? {} : quiet),
        domain: [left, left + wide],
        anchor: `y${number}`,
        showticklabels: isLast,
        ...(number && { matches: 'x' }),
      };
      layout[`yaxis${number}`] = {
        ...axes.y,
        ...(c === 0 && r === Math.floor((rows.length - 1) / 2) ? {} : quiet),
        domain: [bottom, bottom + high],
        anchor: `x${number}`,
        showticklabels: c === 0,
        ...(number && { matches: 'y' }),
      };
    }
  if (columns.length > 1)
    for (const [c, name] of columns.entries()) heads.push(head(name, c * (wide + gap) + wide / 2, 1, 0));
  if (rows.length > 1)
    for (const [r, name] of rows.entries()) heads.push(head(name, 1, 1 - high / 2 - r * (high + gap), 90));
  return { ...layout, annotations: heads };
}

const gap = 0.03;

const head = (name: string, x: number, y: number, textangle: number): Options => ({
  text: escapeHtml(name),
  ...{ x, y, textangle, xref: 'paper', yref: 'paper', showarrow: false, font: { size: 12 } },
  ...(textangle
    ? { xanchor: 'left', yanchor: 'middle', xshift: 4 }
    : { xanchor: 'center', yanchor: 'bottom', yshift: 2 }),
});

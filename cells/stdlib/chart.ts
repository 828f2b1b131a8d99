import type { DataEngine } from '@/cells/data';
import type { Builtin, RunScope } from '@/cells/kernel/kernel';
import { type ChartSpecification, chartSpecification } from '@/cells/kinds/chart/options';
import { chartQuery, type Measure, type Measures, mostMarks, quoteName } from '@/cells/kinds/chart/query';
import { createFigure } from './chart-figure';
import type { PlotlyLoader } from './plotly';

/**
 * `chart(data, options)`: an element with a chart of a table, or of the attached data set of that name. Rows are aggregated in
 * DuckDB, whatever their number; what is drawn is small.
 */
export function createChart(engine: DataEngine, plotly: PlotlyLoader): Builtin {
  return {
    perCell:
      (scope) =>
      async (data: unknown, options: unknown = {}) =>
        drawChart({ engine, plotly, scope }, await data, readSpecification(options)),
  };
}

interface Tools {
  readonly engine: DataEngine;
  readonly plotly: PlotlyLoader;
  readonly scope: RunScope;
}

async function drawChart(
  { engine, plotly, scope: { signal } }: Tools,
  data: unknown,
  options: ChartSpecification,
): Promise<HTMLElement> {
  const table = typeof data === 'string' ? data : 'chart_data';
  const given = { signal, ...(typeof data === 'string' ? {} : { tables: { [table]: data } }) };
  const columns = await engine.query(`DESCRIBE FROM ${quoteName(table)}`, [], given);
  const measures = measureColumns(columns, options);
  const [rows, library] = await Promise.all([
    engine.query(chartQuery(options, table, measures), [], given),
    plotly.load(signal),
  ]);
  const root = document.createElement('div');
  if (rows.numRows === 0) {
    root.textContent = 'No rows to draw.';
    return root;
  }
  const { data: traces, layout } = createFigure(rows, options, measures);
  await library.newPlot(root, traces, layout);
  if (options.mark !== 'dot' || rows.numRows < mostMarks) return root;
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = `A random sample of ${mostMarks.toLocaleString('en-US')} rows is drawn.`;
  caption.style.cssText = 'color: var(--ink-3); font-size: 12px';
  figure.append(root, caption);
  return figure;
}

function readSpecification(options: unknown): ChartSpecification {
  const parsed = chartSpecification.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? ` Option ${issue.path.join('.')}:` : '';
  throw new TypeError(`chart:${where} ${issue?.message ?? 'the options are not valid'}.`);
}

function measureColumns(described: Iterable<Record<string, unknown>>, options: ChartSpecification): Measures {
  const types = new Map(Array.from(described, (row) => [String(row.column_name), String(row.column_type)]));
  const find = (role: 'x' | 'y' | 'colour'): Measure | undefined => {
    const name = options[role];
    if (name === undefined) return undefined;
    const type = types.get(name);
    if (type === undefined)
      throw new TypeError(`chart: there is no column ${name}. Columns: ${[...types.keys()].join(', ')}.`);
    return measureOf(type);
  };
  if (!options.x && !options.y) throw new TypeError('chart: choose a column for x or y.');
  return { x: find('x'), y: find('y'), colour: find('colour') };
}

function measureOf(type: string): Measure {
  if (/^(DATE|TIMESTAMP)/.test(type)) return 'date';
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type)
    ? 'number'
    : 'category';
}

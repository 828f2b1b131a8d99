import type { DataEngine } from '@/cells/data';
import type { CrossFilters } from '@/cells/data/cross-filter';
import type { Builtin, RunScope } from '@/cells/kernel/kernel';
import { type ChartSpecification, chartSpecification } from '@/cells/kinds/chart/options';
import { planChart } from '@/cells/kinds/chart/plan';
import { writePlan } from '@/cells/kinds/chart/query';
import { readChartTheme } from './chart-theme';
import { type ChartRows, readRows, splitRows } from './charting/chart-rows';
import { type ChartSource, createChartSources, type OpenSource } from './charting/chart-source';
import { createFigure } from './charting/figure';
import type { FigureFrame } from './charting/figure-frame';
import { type FoundFacts, findFacts } from './charting/find-facts';
import { linkChart } from './charting/link-chart';
import { panelsOf } from './charting/panels';
import { drawWorld, type LoadWorld } from './charting/world';
import type { PlotlyLoader } from './plotly';

interface ChartTools {
  readonly engine: DataEngine;
  readonly plotly: PlotlyLoader;
  readonly filters: CrossFilters;
  readonly loadWorld: LoadWorld;
}

/**
 * `chart(data, options)`: an element with a chart of a table, or of the attached data set of that name. Rows are aggregated in
 * DuckDB, whatever their number; what is drawn is small. With `brush` its `value` is what is chosen on it.
 */
export function createChart({ engine, ...tools }: ChartTools): Builtin {
  const openSource = createChartSources(engine);
  return {
    perCell: (scope) => {
      let made = 0;
      return async (data: unknown, options: unknown = {}) => {
        made += 1;
        const specification = readSpecification(options);
        return drawChart({ ...tools, openSource, scope, number: made }, await data, specification);
      };
    },
  };
}

interface Tools extends Omit<ChartTools, 'engine'> {
  readonly openSource: OpenSource;
  readonly scope: RunScope;
  /** Which chart of its cell it is. */
  readonly number: number;
}

async function drawChart(tools: Tools, data: unknown, wanted: ChartSpecification): Promise<HTMLElement> {
  const { plotly, openSource, scope, filters, number, loadWorld } = tools;
  const { signal } = scope;
  const source = openSource(data, signal);
  const loading = plotly.load(signal);
  loading.catch(() => {}); // told below
  const facts = await findFacts(source, wanted);
  const rows = await readMarks(source, facts);
  if (rows.length === 0) return sayNothing(facts);
  const frame: Omit<FigureFrame, 'theme'> = {
    facts,
    panels: panelsOf(rows),
    colours: splitRows(rows, 'colour').map(({ name }) => name),
    ...(facts.options.mark === 'map' && { world: await drawWorld(loadWorld, facts, rows) }),
  };
  const library = await loading;
  const root = document.createElement('figure');
  root.className = 'chart';
  const stage = document.createElement('div');
  stage.className = 'chart-stage';
  const plot = document.createElement('div');
  stage.append(plot);
  root.append(stage);
  let shown = rows;
  const draw = async (next: ChartRows) => {
    shown = next;
    const { data: traces, layout } = createFigure(next, { ...frame, theme: readChartTheme() });
    await library.react(plot, traces, layout, buttonsOf(facts));
  };
  await draw(rows);
  // The template follows the theme by itself; the colours of series are ours.
  const theme = new MutationObserver(() => void draw(shown));
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  signal.addEventListener('abort', () => theme.disconnect());
  const notes = [...facts.notes, ...(frame.world?.unknown.length ? [sayUnknown(frame.world.unknown)] : [])];
  if (notes.length > 0) {
    const caption = document.createElement('figcaption');
    caption.textContent = notes.join(' ');
    root.append(caption);
  }
  if (facts.options.brush)
    linkChart(
      {
        ...{ root, stage, plot, facts, source, rows, signal },
        data: typeof data === 'string' ? data : Object(data),
        draw,
        warn: (text) => scope.warn?.(text),
      },
      { filters, group: facts.options.brush, id: `${scope.cellId} ${number}` },
    );
  return root;
}

/** The buttons that are of use: a brush is in the place of zooming. */
const buttonsOf = ({ options }: FoundFacts) => ({
  modeBarButtonsToRemove: [],
  modeBarButtons: [
    options.brush || options.mark === 'pie' ? ['toImage'] : ['toImage', 'zoom2d', 'resetScale2d'],
  ],
});

const readMarks = async (source: ChartSource, facts: FoundFacts): Promise<ChartRows> =>
  readRows(await source.query(writePlan(planChart(facts.options, facts), source.table)));

function sayNothing({ rows, options, columns }: FoundFacts): HTMLElement {
  const root = document.createElement('p');
  root.className = 'chart-nothing';
  const empty = (['x', 'y'] as const).find((role) => columns[role] && columns[role].distinct === 0);
  if (rows === 0) root.textContent = 'No rows to draw.';
  else if (empty) root.textContent = `Nothing to draw: ${options[empty]} has no values.`;
  else
    root.textContent = `Nothing to draw: no row has a finite ${[options.x, options.y].filter(Boolean).join(' and ')}.`;
  return root;
}

const sayUnknown = (unknown: readonly string[]): string =>
  `${unknown.length === 1 ? 'One value is' : `${unknown.length} values are`} no country by name or ISO code: ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ' …' : ''}.`;

function readSpecification(options: unknown): ChartSpecification {
  const parsed = chartSpecification.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? ` Option ${issue.path.join('.')}:` : '';
  throw new TypeError(`chart:${where} ${issue?.message ?? 'the options are not valid'}.`);
}

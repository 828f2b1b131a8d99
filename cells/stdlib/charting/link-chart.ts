import { filterOfBins } from '@/cells/data/bins';
import type { Clause } from '@/cells/data/clause';
import { type CrossFilters, writeClause } from '@/cells/data/cross-filter';
import { sayClause } from '@/cells/data/describe-filter';
import { SelectedRows } from '@/cells/data/selected-rows';
import { type ChartPlan, planChart } from '@/cells/kinds/chart/plan';
import { writePlan } from '@/cells/kinds/chart/query';
import { createBrushControl, type Ranges } from './brush-control';
import { type Brushable, findBrushable, stepsOf } from './brush-dimensions';
import { createBrushLine } from './brush-line';
import { type ChartRows, readRows } from './chart-rows';
import type { ChartSource } from './chart-source';
import { type BrushedColumn, type Cube, createCube, cubeQuery, isCubic } from './cube';
import type { FoundFacts } from './find-facts';
import { createNewest } from './newest';
import { createValuePicker } from './value-picker';

/** A chart that is drawn already, and what it takes to draw it under a filter. */
export interface LinkedChart {
  /** `value` and `input` events: what is chosen here, as rows of the data. */
  readonly root: HTMLElement;
  /** Around the plot alone. */
  readonly stage: HTMLElement;
  readonly plot: HTMLElement;
  readonly facts: FoundFacts;
  readonly source: ChartSource;
  readonly data: object | string;
  /** All rows' marks. */
  readonly rows: ChartRows;
  readonly signal: AbortSignal;
  draw(rows: ChartRows): Promise<void>;
  warn(text: string): void;
}

interface Link {
  readonly filters: CrossFilters;
  readonly group: string;
  /** Who this chart is among the linked, the same when its cell runs again. */
  readonly id: string;
}

/** Milliseconds of rest after which what is chosen is told to other cells. */
const restMs = 150;

/** Joins a chart to those that filter each other: its brush filters them, theirs filter it. */
export function linkChart(chart: LinkedChart, { filters, group, id }: Link): void {
  const { root, stage, plot, facts, source, signal } = chart;
  const brushable = findBrushable(facts);
  const plan = planChart(facts.options, facts);
  const follower = createFollower(plan, source);
  const newest = createNewest((error) => {
    if (!signal.aborted) chart.warn(error instanceof Error ? error.message : String(error));
  });
  const line = createBrushLine({
    onClear: () => choose(undefined, false),
    onClearAll: () => member.clearAll(),
  });
  const hint = sayHint(brushable);

  const member = filters.join(group, id, {
    onChange: () => {
      follow();
      showControl();
      showLine();
    },
    onAnnounce: (who, about) => {
      if (Array.isArray(about)) void follower.prepare(about, writeOthers(who)).catch(() => {}); // the move itself asks again
    },
  });
  /** Conditions of all others but `who`. */
  const writeOthers = (who: string): string[] =>
    member.others().flatMap((other) => (other.id === who ? [] : writeClause(other.clause)));

  let drawn = '';
  const follow = () => {
    const others = member.others();
    const key = JSON.stringify(others);
    if (key === drawn) return;
    drawn = key;
    newest(async () => {
      if (signal.aborted) return;
      const rows = others.length === 0 ? chart.rows : await follower.rowsUnder(others);
      if (signal.aborted) return;
      await chart.draw(rows);
      control?.draw();
    });
  };

  let resting: ReturnType<typeof setTimeout> | undefined;
  const choose = (clause: Clause | undefined, isMoving: boolean) => {
    member.set(clause);
    if (!isMoving) showControl();
    showLine();
    clearTimeout(resting);
    resting = setTimeout(tell, isMoving ? restMs : 0);
  };
  const tell = () => {
    const clause = member.own() ?? [];
    const where = writeClause(clause).join(' AND ') || 'true';
    const before: unknown = Reflect.get(root, 'value');
    if (before instanceof SelectedRows && before.where === where) return;
    Object.assign(root, { value: new SelectedRows(chart.data, where, clause) });
    root.dispatchEvent(new CustomEvent('input', { bubbles: true }));
  };

  const control = makeControl(brushable, {
    stage,
    plot,
    signal,
    choose,
    announce: (about) => member.announce(about),
  });
  function showControl() {
    control?.show(member.own());
  }
  function showLine() {
    line.show({
      own: member.own(),
      others: member.others().map(({ clause }) => clause),
      companions: member.companions(),
      hint,
    });
  }

  // What the file keeps holds until this tab chose otherwise.
  if (facts.options.selected && !member.hasChosen()) member.set(facts.options.selected);
  const begun = member.own() ?? [];
  Object.assign(root, {
    value: new SelectedRows(chart.data, writeClause(begun).join(' AND ') || 'true', begun),
  });
  stage.after(line.element);
  showLine();
  // Its places are known once it is drawn in the document, and again when its width changes.
  const resized = new ResizeObserver(() => requestAnimationFrame(() => control?.draw()));
  resized.observe(plot);
  Reflect.get(plot, 'on')?.call(plot, 'plotly_afterplot', () => control?.draw());
  showControl();
  follow();
  signal.addEventListener('abort', () => {
    clearTimeout(resting);
    resized.disconnect();
    member.leave();
  });
}

function sayHint(brushable: Brushable): string {
  if (brushable.kind === 'nothing')
    return `Cannot be brushed itself: ${brushable.reason}. It follows the others.`;
  return brushable.kind === 'values'
    ? 'Click to filter what is linked; with Shift more.'
    : 'Drag to filter what is linked.';
}

interface Control {
  show(clause: Clause | undefined): void;
  draw(): void;
}

interface ControlPlace {
  readonly stage: HTMLElement;
  readonly plot: HTMLElement;
  readonly signal: AbortSignal;
  choose(clause: Clause | undefined, isMoving: boolean): void;
  announce(about: readonly BrushedColumn[]): void;
}

function makeControl(
  brushable: Brushable,
  { stage, plot, signal, choose, announce }: ControlPlace,
): Control | undefined {
  if (brushable.kind === 'nothing') return undefined;
  if (brushable.kind === 'values') return createValuePicker(plot, brushable.column, { signal, choose });
  const columns = brushable.y ? [brushable.x, brushable.y] : [brushable.x];
  const brush = createBrushControl(stage, plot, {
    columns,
    label: `Brush over ${columns.map(({ column }) => column).join(' and ')}`,
    signal,
    say: (ranges) => (ranges ? sayClause(toClause(ranges, columns)) : 'all'),
    onNear: () => announce(columns),
    onChange: (ranges, isMoving) => choose(ranges && toClause(ranges, columns), isMoving),
  });
  return {
    draw: brush.draw,
    show: (clause) => brush.set(clause && stepsOf(clause, columns)),
  };
}

const toClause = (ranges: Ranges, columns: readonly BrushedColumn[]): Clause =>
  columns.flatMap(({ column, measure, steps }, i) => {
    const { from = 0, to = steps.count } = ranges[i] ?? {};
    if (measure === 'category') return [];
    // A side that is not narrowed still leaves out what is missing, as the drawn brush does.
    const filter = filterOfBins(steps, measure, from, to - 1) ?? {
      kind: 'missing' as const,
      isMissing: false,
    };
    return [{ column, measure, filter }];
  });

/** The marks of a chart under the clauses of others: from a cube where one holds them, by a query otherwise. */
function createFollower(plan: ChartPlan, source: ChartSource) {
  let held:
    | {
        readonly key: string;
        readonly columns: readonly BrushedColumn[];
        readonly cube: Promise<Cube | undefined>;
      }
    | undefined;

  const keyOf = (columns: readonly BrushedColumn[], where: readonly string[]) =>
    JSON.stringify([columns, where]);

  async function make(
    columns: readonly BrushedColumn[],
    where: readonly string[],
  ): Promise<Cube | undefined> {
    if (!isCubic(plan)) return undefined;
    const table = await source.query(cubeQuery(plan, source.table, { brushed: columns, where }));
    return createCube(plan, table, columns);
  }

  const prepare = (
    columns: readonly BrushedColumn[],
    where: readonly string[],
  ): Promise<Cube | undefined> => {
    const key = keyOf(columns, where);
    if (held?.key !== key) {
      const cube = make(columns, where);
      held = { key, columns, cube };
      cube.catch(() => {
        held = undefined;
      });
    }
    return held.cube;
  };

  return {
    prepare,
    async rowsUnder(others: readonly { readonly id: string; readonly clause: Clause }[]): Promise<ChartRows> {
      if (held)
        for (const { id, clause } of others) {
          const ranges = stepsOf(clause, held.columns);
          const rest = others.flatMap((other) => (other.id === id ? [] : writeClause(other.clause)));
          if (!ranges || held.key !== keyOf(held.columns, rest)) continue;
          const cube = await held.cube.catch(() => undefined);
          if (cube) return cube.rowsWithin(ranges);
        }
      const where = others.flatMap(({ clause }) => writeClause(clause));
      return readRows(await source.query(writePlan(plan, source.table, where)));
    },
  };
}

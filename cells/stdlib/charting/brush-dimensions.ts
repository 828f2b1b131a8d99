import type { Filter } from '@/cells/data/arrangement';
import { divide, rangeInBins } from '@/cells/data/bins';
import type { Clause } from '@/cells/data/clause';
import { isPart, isWholeBin } from '@/cells/kinds/chart/plan';
import type { BrushedColumn, StepRange } from './cube';
import type { FoundFacts } from './find-facts';

/** What a drag or a click on a chart chooses. */
export type Brushable =
  | { readonly kind: 'range'; readonly x: BrushedColumn; readonly y?: BrushedColumn }
  /** Values of a category: of bars, boxes, slices, countries. */
  | { readonly kind: 'values'; readonly column: string }
  | { readonly kind: 'nothing'; readonly reason: string };

/** About how many steps a brush has across a chart; on a logarithmic axis the first ones are wide. */
const wantedSteps = 200;
const wantedOnLog = 4000;

export function findBrushable({ options, columns, measures = {}, xBins, yBins }: FoundFacts): Brushable {
  const { mark, x, interval } = options;
  if (!x) return { kind: 'nothing', reason: 'it has no column across' };
  if (isPart(interval)) return { kind: 'nothing', reason: 'a part of the calendar is no range of dates' };
  if (
    mark === 'pie' ||
    mark === 'box' ||
    measures.x === 'category' ||
    options.order === 'y' ||
    options.order === 'smallest'
  )
    return { kind: 'values', column: x };
  if (mark === 'heatmap' && measures.y === 'category') return { kind: 'values', column: x };
  const stepsOf = (role: 'x' | 'y', drawn: typeof xBins): BrushedColumn | undefined => {
    const column = columns[role];
    if (
      !column ||
      column.measure === 'category' ||
      column.minimum === undefined ||
      column.maximum === undefined
    )
      return undefined;
    const { name, measure, minimum, maximum, isWhole } = column;
    const isLog = (role === 'x' ? options.xScale : options.yScale) === 'log';
    const isOfBars = mark === 'histogram' || (drawn && mark === 'bar');
    const steps =
      isOfBars && drawn
        ? drawn
        : divide(measure, minimum, maximum, isWhole, isLog ? wantedOnLog : wantedSteps);
    return { column: name, measure, steps };
  };
  const across = stepsOf('x', xBins);
  if (!across) return { kind: 'nothing', reason: `${x} has no finite values` };
  const isPlane = mark === 'dot' || mark === 'map' || mark === 'heatmap';
  const up = isPlane ? stepsOf('y', yBins) : undefined;
  return { kind: 'range', x: across, ...(up && { y: up }) };
}

/** Where bars of whole numbers stand: around their number. */
export const stepOffset = ({ steps, measure }: BrushedColumn): number =>
  measure === 'number' && isWholeBin(steps) ? -0.5 : 0;

/** The steps that a clause lets through of these columns; undefined where it is about others, or about none of them. */
export function stepsOf(clause: Clause, brushed: readonly BrushedColumn[]): readonly StepRange[] | undefined {
  if (clause.length !== brushed.length) return undefined;
  const ranges = brushed.map(({ column, measure, steps }) => {
    const filter: Filter | undefined = clause.find((one) => one.column === column)?.filter;
    const range = measure === 'category' ? undefined : rangeInBins(steps, measure, filter);
    if (!range) return undefined;
    const from = Math.round(range.from);
    const to = Math.round(range.to);
    const isOnSteps = Math.abs(from - range.from) < 1e-6 && Math.abs(to - range.to) < 1e-6;
    return isOnSteps ? { from, to } : undefined;
  });
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

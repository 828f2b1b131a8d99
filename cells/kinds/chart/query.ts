import { quoteName } from '@/cells/data/write-literal';
import { writeAggregate } from './aggregates';
import type { ChartFacts } from './measures';
import type { ChartSpecification } from './options';
import { type ChartPlan, planChart } from './plan';

/** More points than these are not drawn each: of so many a sample is. */
export const mostMarks = 20_000;

/**
 * The SELECT behind a chart: one row per mark, with the columns `x`, `y`, `colour`, `size`, `row` and `column` where used. A box has
 * instead of `y` its five numbers `lower`, `q1`, `median`, `q3`, `upper`. `where`: conditions on the table's columns.
 */
export function chartQuery(
  options: ChartSpecification,
  table: string,
  { where = [], ...facts }: ChartFacts & { readonly where?: readonly string[] } = {},
): string {
  return writePlan(planChart(options, facts), table, where);
}

export function writePlan(plan: ChartPlan, table: string, where: readonly string[] = []): string {
  const from = `FROM ${writeName(table)}${plan.isEdged ? ', edges' : ''}`;
  const conditions = [...plan.conditions, ...where];
  const filter = conditions.length > 0 && `WHERE ${conditions.join(' AND ')}`;
  if (plan.kind === 'rows') {
    const columns = plan.columns.map(({ name, sql }) => `${sql} AS ${quoteRole(name)}`).join(', ');
    if (!plan.isSampled) return lines(`SELECT ${columns}`, from, filter, 'ORDER BY x');
    // A sample is taken before the conditions of a query that has any.
    const rows = filter ? `FROM (${lines(`SELECT ${columns}`, from, filter)})` : from;
    const list = filter ? '*' : columns;
    return lines(`SELECT ${list}`, rows, `USING SAMPLE reservoir(${mostMarks} ROWS) REPEATABLE (1)`);
  }
  const keys = plan.keys.map(({ name, sql }) => `${sql} AS ${quoteRole(name)}`);
  const values =
    plan.kind === 'boxes'
      ? boxFigures(quoteName(plan.value))
      : plan.values.map((value) => `${writeAggregate(value)} AS ${value.name}`);
  return lines(
    plan.isEdged && writeEdges(plan.isEdged, table, plan.conditions),
    `SELECT ${[...keys, ...values].join(', ')}`,
    from,
    filter,
    'GROUP BY ALL',
    `ORDER BY ${plan.keys.map(({ name }) => quoteRole(name)).join(', ')}`,
  );
}

const boxFigures = (value: string): string[] => [
  `quantile_cont(${value}, 0.25) AS q1`,
  `median(${value}) AS median`,
  `quantile_cont(${value}, 0.75) AS q3`,
  `greatest(min(${value}), q1 - 1.5 * (q3 - q1)) AS lower`,
  `least(max(${value}), q3 + 1.5 * (q3 - q1)) AS upper`,
];

const writeEdges = (
  { bins, x }: NonNullable<ChartPlan['isEdged']>,
  table: string,
  conditions: readonly string[],
): string =>
  `WITH edges AS (SELECT min(${x}) AS low, (max(${x}) - min(${x})) / ${bins} AS width FROM ${writeName(table)} WHERE ${conditions.join(' AND ')})`;

/** Words of SQL among the roles. */
const quoteRole = (name: string): string => (name === 'row' || name === 'column' ? `"${name}"` : name);

/** A name as SQL takes it: bare when it can stand bare. */
const writeName = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteName(name));

const lines = (...parts: readonly (string | undefined | false)[]): string => parts.filter(Boolean).join('\n');

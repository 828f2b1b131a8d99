import type { inferRouterOutputs } from '@trpc/server';
import type { ApiRouter } from '../api/router';

type Output = inferRouterOutputs<ApiRouter>['deployments'];
export type Deployment = Output['read'];
export type Listed = Output['list'][number];
type Routes = Deployment['routes'];

/** One line for each, in columns. */
export function tellDeployments(listed: readonly Listed[]): string {
  if (listed.length === 0) return 'Nothing is served yet. Promote a model, or create a deployment.';
  return inColumns(
    listed.map(({ name, model, routes, stable }) => [
      name,
      model === name ? '' : `of ${model}`,
      tellStable(routes, stable),
      [...tellBeside(routes), ...(routes.requiresKey ? ['asks for a key'] : [])].join(', '),
    ]),
  );
}

/** What stands, in lines. */
export function tellDeployment(
  { name, model, revision, routes, stable, nextStepAt, verdict }: Deployment,
  { total, refused }: Output['figures'],
): string {
  const { limits, bounds } = routes;
  const limited = [
    limits.perSecond !== null && `${limits.perSecond} requests a second`,
    limits.burst !== null && `${limits.burst} at a burst`,
    limits.concurrency !== null && `${limits.concurrency} at once`,
    limits.rows !== null && `${limits.rows} rows in one`,
    limits.milliseconds !== null && `${limits.milliseconds} ms for an answer`,
  ].filter((one) => one !== false);
  const ms = (value: number | null) => (value === null ? '–' : `${value.toPrecision(3)} ms`);
  const lines: [string, string][] = [
    ['Serves', `${model}${revision > 0 ? `, revision ${revision}` : ', as nobody said otherwise'}`],
    ['Stable', tellStable(routes, stable)],
    ...tellBeside(routes).map((beside): [string, string] => ['Beside', beside]),
    ...(nextStepAt ? [['Ramp', `goes on at ${nextStepAt}`] as [string, string]] : []),
    ...(verdict
      ? [['Bounds', verdict.verdict === 'within' ? 'kept' : verdict.reason] as [string, string]]
      : bounds
        ? [['Bounds', 'set; there is no canary to hold to them'] as [string, string]]
        : []),
    ['Limits', limited.length > 0 ? `${limited.join(', ')} (of each serving process)` : 'none of its own'],
    ['Key', routes.requiresKey ? 'required' : 'not asked for'],
    [
      'Last day',
      `${total.requests} requests, ${total.errors} failed, ${refused.limited + refused.unknown} turned away; median ${ms(total.p50)}, 99th percentile ${ms(total.p99)}`,
    ],
  ];
  return `${name}\n${inColumns(lines.map(([what, text]) => [`  ${what}`, text]))}`;
}

const tellStable = ({ stable }: Routes, version: number | null): string =>
  'version' in stable
    ? `version ${stable.version}, pinned`
    : version === null
      ? `${stable.alias}, which points nowhere`
      : `version ${version}, its ${stable.alias}`;

const tellBeside = ({ split, shadow }: Routes): string[] => [
  ...(split?.kind === 'canary' ? [`canary version ${split.version} for ${split.percent} %`] : []),
  ...(split?.kind === 'experiment'
    ? split.arms.map(({ version, percent }) => `arm version ${version} for ${percent} %`)
    : []),
  ...(shadow ? [`shadow version ${shadow.version}`] : []),
];

/** Columns as wide as their widest text; the last as it comes. */
export function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

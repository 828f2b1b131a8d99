import type { inferRouterOutputs } from '@trpc/server';
import { sayShare } from '@/cells/statistics/expectations';
import type { ApiRouter } from '../api/router';

type Check = inferRouterOutputs<ApiRouter>['datasets']['check'];
type Example = Check['anomalies'][number]['examples'][number];

/** Values at fault that are told of each anomaly. */
const told = 3;

/** The verdict on a version, and each way in which it is not what is expected, with examples. */
export function tellCheck({ dataset, version, verdict, anomalies }: Check): string {
  const title = `${dataset} version ${version}`;
  if (verdict === 'passed') return `${title} is what is expected.`;
  return [
    `${title} is not what is expected:`,
    ...anomalies.flatMap(({ column, message, examples }) => [
      `  ${column === undefined ? '' : `${column}: `}${message}`,
      ...(examples.length > 0 ? [`    ${examples.slice(0, told).map(tellExample).join('; ')}`] : []),
    ]),
  ].join('\n');
}

function tellExample({ value, rows, firstRow, before, now }: Example): string {
  const where = [
    ...(before === undefined || now === undefined ? [] : [`${sayShare(before)} → ${sayShare(now)}`]),
    ...(rows === undefined ? [] : [rows === 1 ? '1 row' : `${rows} rows`]),
    ...(firstRow === undefined ? [] : [`first in row ${firstRow}`]),
  ];
  return `${value ?? 'null'}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
}

import { and, asc, eq, inArray } from 'drizzle-orm';
import type { CheckResult } from '@/cells/bridge/messages';
import type { Context } from '../../context';
import { type DigestPeriod, executions } from '../../db/schema';
import type { MailPicture } from '../../mail/mail';
import {
  contentTypeOf,
  fitPictures,
  type Letter,
  type MailSection,
  pictureBudget,
  type Shrink,
  sayTime,
  writeNotice,
} from '../mails';
import { changedFigures } from './compare-figures';
import { composeReport } from './compose-report';
import { maskReport } from './mask-mail';
import { readFacts } from './read-facts';
import { readFrozen, readPrevious } from './read-frozen';
import type { Report } from './report';

type Reader = Pick<Context, 'db' | 'config' | 'storage' | 'now'>;

/** What a digest says of one schedule: its newest report, and what its earlier runs came to. */
interface Digested {
  readonly report: Report;
  readonly runs: number;
  readonly runsWithProblems: number;
  /** What turned since the run before the first of these. */
  readonly changes: readonly string[];
  readonly picture?: { readonly bytes: Uint8Array; readonly section: MailSection };
}

/** Beyond these a digest names notebooks only. */
const mostShown = 30;
const mostChanges = 4;
const mostCautions = 2;
const mostFigures = 3;

export const digestWords = { daily: 'Daily reports', weekly: 'Weekly reports' } as const;

/** One letter that gathers the reports of these runs by schedule, the worst verdict first, each with what changed and its first picture. */
export async function writeDigest(
  context: Reader,
  executionIds: readonly string[],
  { period, shrink }: { readonly period: DigestPeriod; readonly shrink?: Shrink },
): Promise<Letter> {
  const all = (await readDigested(context, executionIds)).sort(byVerdict);
  const shown = all.slice(0, mostShown);
  const wanted = shown.flatMap(({ picture }) => (picture ? [picture.bytes] : []));
  const smaller = shrink && (await fitPictures(wanted, pictureBudget, shrink).catch(() => undefined));
  const pictures: MailPicture[] = [];
  let left = pictureBudget;
  const sections = shown.map((one, i): MailSection => {
    const bytes = one.picture && (smaller?.get(one.picture.bytes) ?? one.picture.bytes);
    const fits = bytes !== undefined && bytes.length <= left;
    const id = `report-${i + 1}@cellar`;
    if (fits) {
      left -= bytes.length;
      const contentType = contentTypeOf(bytes);
      const fileName = `report-${i + 1}.${contentType.slice('image/'.length)}`;
      pictures.push({ id, bytes, contentType, fileName });
    }
    return composeSection(one, fits ? id : undefined);
  });
  const rest = all.slice(mostShown);
  if (rest.length > 0)
    sections.push({
      title: `${rest.length} more`,
      text: rest.map(({ report }) => `${glyphOf(report)} ${report.title}: ${report.headline}`).join('\n'),
    });
  const bad = all.filter(({ report }) => report.tone !== 'ok').length;
  return writeNotice({
    title: digestWords[period],
    about: `${digestWords[period]} · ${sayTime(context.now())} UTC`,
    headline: sayAll(all, bad),
    tone: bad > 0 ? 'problems' : 'ok',
    sections,
    pictures,
    link: { label: 'Open the schedules', url: `${context.config.url}/schedules` },
  });
}

function sayAll(all: readonly Digested[], bad: number): string {
  if (bad === 0) return all.length === 1 ? 'the report is well' : `all ${all.length} reports are well`;
  const first = all[0]?.report.title ?? '';
  const others = all.length === 1 ? '' : `problems in ${bad} of ${all.length}: `;
  return `${others}${first}${bad > 1 ? ` and ${bad - 1} more` : ''}${all.length === 1 ? ' has problems' : ''}`;
}

const glyphOf = ({ tone }: Report) => (tone === 'ok' ? '✓' : '▲');

function composeSection(
  { report, runs, runsWithProblems, changes, picture }: Digested,
  pictureId: string | undefined,
): MailSection {
  const { title, headline, figures, executionUrl } = report;
  const lines = [
    `${headline.charAt(0).toUpperCase()}${headline.slice(1)}.`.replace(/\.\.$/, '.'),
    ...changes,
    ...(runs > 1
      ? [`${runs} runs${runsWithProblems > 0 ? `, ${runsWithProblems} of them with problems` : ''}.`]
      : []),
    ...(picture && !pictureId ? ['Its picture is left out of this mail for its size.'] : []),
  ];
  const caption = picture?.section.text ?? picture?.section.title;
  return {
    title: `${glyphOf(report)} ${title}`,
    text: [...lines, ...(pictureId && caption ? [caption] : [])].join('\n'),
    ...(figures.length > 0 && { table: changedFigures(figures.slice(0, mostFigures)).table }),
    ...(pictureId &&
      picture?.section.picture && { picture: { ...picture.section.picture, id: pictureId, alt: caption } }),
    link: { label: 'Open the run', url: executionUrl },
  };
}

/** Critical failures first, then more before fewer failures, then those that had problems on the way, then by name. */
function byVerdict(a: Digested, b: Digested): number {
  const weigh = ({ report, runsWithProblems }: Digested) => {
    const failing = report.checks.filter(({ ok }) => !ok);
    const critical = failing.filter(({ severity }) => severity === 'critical');
    return [critical.length, failing.length, runsWithProblems];
  };
  const [left, right] = [weigh(a), weigh(b)];
  const difference = left.map((weight, i) => (right[i] ?? 0) - weight).find((one) => one !== 0);
  return difference ?? a.report.title.localeCompare(b.report.title);
}

async function readDigested(context: Reader, executionIds: readonly string[]): Promise<Digested[]> {
  const rows = await context.db
    .select({ id: executions.id, scheduleId: executions.scheduleId, checks: executions.checks })
    .from(executions)
    .where(and(inArray(executions.id, [...executionIds]), eq(executions.status, 'succeeded')))
    // By what they are about: a back-fill of last month that ran today is not the newest.
    .orderBy(asc(executions.dueAt), asc(executions.createdAt), asc(executions.id));
  const bySchedule = new Map<string, (typeof rows)[number][]>();
  for (const row of rows)
    bySchedule.set(row.scheduleId ?? row.id, [...(bySchedule.get(row.scheduleId ?? row.id) ?? []), row]);
  const found: Digested[] = [];
  for (const runs of bySchedule.values()) {
    const newest = await readNewest(context, runs);
    if (newest) found.push(newest);
  }
  return found;
}

async function readNewest(
  context: Reader,
  runs: readonly { readonly id: string; readonly checks: readonly CheckResult[] }[],
): Promise<Digested | undefined> {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last) return undefined;
  const [execution] = await context.db
    .select({ checks: executions.checks, outputs: executions.outputs })
    .from(executions)
    .where(eq(executions.id, last.id));
  const facts = await readFacts(context, last.id);
  const cells = await readFrozen(context, execution?.outputs ?? null);
  // What is new since the digest before is what is new since the run before the first of these.
  const before = first.id === last.id ? facts : await readFacts(context, first.id);
  const whole = composeReport(
    {
      ...{ ...facts, cells, checks: last.checks },
      previousChecks: before.previousChecks,
      previousOutputs: await readPrevious(context, cells, before.previousCells),
    },
    { pictureBytes: Number.POSITIVE_INFINITY, tableRows: 0 },
  );
  const report = maskReport(whole.report);
  const section = report.sections.find(({ picture }) => picture);
  const bytes = whole.pictures.find(({ id }) => id === section?.picture?.id)?.bytes;
  return {
    report,
    runs: runs.length,
    runsWithProblems: runs.filter(({ checks }) => checks.some(({ ok }) => !ok)).length,
    changes: [
      ...(report.isFirst ? ['This is its first report.'] : report.changes.slice(0, mostChanges)),
      ...report.cautions.slice(0, mostCautions),
    ],
    ...(section && bytes && { picture: { section, bytes } }),
  };
}

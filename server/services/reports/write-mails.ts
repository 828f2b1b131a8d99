import type { CheckResult } from '@/cells/bridge/messages';
import type { Context } from '../../context';
import { resolveRecipients, type StoredLetter, storeLetter, writeNotice } from '../mails';
import { haveFailuresChanged } from './compare-checks';
import { composeReport, type PicturedCell, type ReportFacts } from './compose-report';
import type { ExecutionFacts } from './read-facts';
import { writeFailure, writeReport } from './render-mail';

/** The report as a PDF, from its HTML with the pictures in it. */
export type Print = (html: string) => Promise<Uint8Array>;

export interface FinishedRun {
  readonly id: string;
  readonly attempt: number;
  readonly error?: string;
  readonly log: string;
  readonly cells: readonly PicturedCell[];
  readonly checks: readonly CheckResult[];
  readonly print?: Print;
}

export interface WrittenMail {
  readonly key: string;
  readonly kind: 'report' | 'failure' | 'notice';
  readonly stored: StoredLetter;
}

type Writer = Pick<Context, 'db' | 'config' | 'storage' | 'mail' | 'log'>;

/** Mails with more are refused by some servers and cut by Gmail's app; an attached PDF comes on top. */
export const largestMail = 2_000_000;
const largestPdf = 5_000_000;

/** From the whole report to its bare words: the first that fits is sent, and says what is left out. */
const sizes = [
  { pictureBytes: 1_400_000, tableRows: 40 },
  { pictureBytes: 700_000, tableRows: 40 },
  { pictureBytes: 0, tableRows: 40 },
  { pictureBytes: 0, tableRows: 8 },
  { pictureBytes: 0, tableRows: 0 },
];

/**
 * The mails that a run leads to: its report by the schedule's rule, or what went wrong to those who are to know. A report that cannot be
 * written is not the end of the run: its failure is mailed instead.
 */
export async function writeMails(
  context: Writer,
  run: FinishedRun,
  facts: ExecutionFacts,
): Promise<WrittenMail[]> {
  const { schedule } = facts;
  if (!schedule) return [];
  if (run.error !== undefined) return [await writeFailed(context, run, facts, { error: run.error })];
  const { previousChecks } = facts;
  const hasProblems = run.checks.some((check) => !check.ok);
  const hasChanged = previousChecks === undefined || haveFailuresChanged(previousChecks, run.checks);
  if (!{ always: true, changes: hasChanged, problems: hasProblems }[schedule.notify]) return [];
  const textOf = (name: string) => run.cells.find((cell) => cell.name === name)?.text;
  const { addresses, problems } = await resolveRecipients(context, schedule.recipients, textOf);
  const [error, stored] = await writeFitting(context, run, facts, addresses);
  if (!stored) {
    context.log.error('A report could not be written', { execution: run.id, error });
    const said = `The run came to its end, but its report could not be written: ${error}`;
    return [
      await writeFailed(context, run, facts, { headline: 'the report could not be written', error: said }),
    ];
  }
  return [
    { key: `report:${run.id}`, kind: 'report', stored },
    ...(problems.length > 0 ? [await writeUnreached(context, run, facts, problems)] : []),
  ];
}

/** The report in the largest size that fits a mail; or why there is none. */
async function writeFitting(
  context: Writer,
  run: FinishedRun,
  facts: ExecutionFacts,
  recipients: readonly string[],
): Promise<[error: string] | [error: undefined, stored: StoredLetter]> {
  try {
    const previousOutputs = await readPrevious(context, run, facts);
    for (const size of sizes) {
      const { report, pictures } = composeReport({ ...facts, ...run, previousOutputs }, size);
      const written = { ...(await writeReport(report)), pictures };
      const bare = await storeLetter(context, written, recipients);
      if (bare.eml.bytes > largestMail) continue;
      if (!facts.schedule?.attachPdf || !run.print) return [undefined, bare];
      const pdf = await printPdf(run.print, written);
      const isFit = typeof pdf !== 'string' && pdf.length <= largestPdf;
      const note =
        typeof pdf === 'string' ? `The PDF could not be made: ${pdf}` : 'The PDF is left out for its size.';
      if (!isFit) {
        const noted = await writeReport({ ...report, notes: [...report.notes, note] });
        return [undefined, await storeLetter(context, { ...noted, pictures }, recipients)];
      }
      const attachments = [
        { fileName: pdfName(report.title, report.at), contentType: 'application/pdf', bytes: pdf },
      ];
      return [undefined, await storeLetter(context, { ...written, attachments }, recipients)];
    }
    return ['it is too large for a mail even without its pictures and tables'];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

type Written = Awaited<ReturnType<typeof writeReport>> & Pick<ReturnType<typeof composeReport>, 'pictures'>;

async function printPdf(print: Print, { html, pictures }: Written): Promise<Uint8Array | string> {
  const whole = pictures.reduce(
    (text, { id, png }) =>
      text.replaceAll(`cid:${id}`, `data:image/png;base64,${Buffer.from(png).toString('base64')}`),
    html,
  );
  try {
    return await print(whole);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const pdfName = (title: string, at: string) =>
  `${`${title} ${at}`
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)}.pdf`;

const mostCompared = 40;
const largestCompared = 300_000;

/** What this run's cells showed last time, by cell. What is not there any more is not compared. */
async function readPrevious(
  { storage }: Pick<Context, 'storage'>,
  { cells }: FinishedRun,
  { previousCells }: ExecutionFacts,
): Promise<ReportFacts['previousOutputs']> {
  const shown = new Set(
    cells.filter(({ html }) => html.length < largestCompared).map(({ cellId }) => cellId),
  );
  const outputs = new Map<number, string>();
  for (const { cellId, htmlHash } of previousCells
    .filter(({ cellId }) => shown.has(cellId))
    .slice(0, mostCompared)) {
    const html = await storage.readAll(htmlHash).catch(() => undefined);
    if (html && html.length < largestCompared) outputs.set(cellId, new TextDecoder().decode(html));
  }
  return outputs;
}

async function writeFailed(
  context: Writer,
  run: FinishedRun,
  facts: ExecutionFacts,
  { headline = 'the run failed', error }: { headline?: string; error: string },
): Promise<WrittenMail> {
  const { title, at, executionUrl } = facts;
  const letter = await writeFailure({
    ...{ title, at, headline, error, executionUrl },
    attempts: run.attempt,
    log: run.log.slice(-4000),
  });
  const stored = await storeLetter(context, letter, await failureReaders(context, facts));
  return { key: `failure:${run.id}`, kind: 'failure', stored };
}

/** Those who are named for it; else the report's own readers, as far as they are known without what cells give. */
async function failureReaders(
  context: Pick<Context, 'db'>,
  { schedule }: ExecutionFacts,
): Promise<readonly string[]> {
  const named = schedule?.failureRecipients ?? [];
  const list = named.length > 0 ? named : (schedule?.recipients ?? []);
  const { addresses } = await resolveRecipients(context, list, () => undefined);
  return addresses;
}

/** Somebody should have got the report and did not: that is told to those who are told of failures. */
async function writeUnreached(
  context: Writer,
  { id }: FinishedRun,
  facts: ExecutionFacts,
  problems: readonly string[],
): Promise<WrittenMail> {
  const letter = await writeNotice({
    ...{ title: facts.title, about: `${facts.title} · ${facts.at}`, tone: 'failed' },
    headline: 'the report did not reach everybody',
    paragraphs: problems,
    link: { label: 'Open the run', url: facts.executionUrl },
  });
  const stored = await storeLetter(context, letter, await failureReaders(context, facts));
  return { key: `unreached:${id}`, kind: 'notice', stored };
}

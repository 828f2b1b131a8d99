import type { CheckResult } from '@/cells/bridge/messages';
import type { Context } from '../../context';
import {
  fitPictures,
  type Letter,
  largestMail,
  pictureBudget,
  renderLetter,
  resolveRecipients,
  type Shrink,
  type StoredLetter,
  storeLetter,
  storeRendered,
  toDataUrl,
  writeNotice,
} from '../mails';
import { haveFailuresChanged } from './compare-checks';
import { composeReport, type PicturedCell, type ReportFacts, type ReportSize } from './compose-report';
import type { ExecutionFacts } from './read-facts';
import { readPrevious } from './read-frozen';
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
  readonly shrink?: Shrink;
}

export interface WrittenMail {
  readonly key: string;
  readonly kind: 'report' | 'failure' | 'notice';
  readonly stored: StoredLetter;
}

type Writer = Pick<Context, 'db' | 'config' | 'storage' | 'mail' | 'log'>;

const largestPdf = 5_000_000;

/** From the whole report to its bare words: the first that fits is sent, its pictures shrunk where they must be, and says what is left out. */
const sizes = [
  { pictureBytes: pictureBudget, tableRows: 40 },
  { pictureBytes: pictureBudget / 2, tableRows: 40 },
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
  if (!isWanted(run, facts)) return [];
  const { addresses, problems } = await resolveReaders(context, run, facts);
  const unreached = problems.length > 0 ? [await writeUnreached(context, run, facts, problems)] : [];
  // Nobody's report is kept in the outbox, where it can be seen.
  if (schedule.digest && addresses.length > 0) return unreached;
  const [error, stored] = await writeFitting(context, run, facts, addresses);
  if (!stored) {
    context.log.error('A report could not be written', { execution: run.id, error });
    const said = `The run came to its end, but its report could not be written: ${error}`;
    return [
      await writeFailed(context, run, facts, { headline: 'the report could not be written', error: said }),
    ];
  }
  return [{ key: `report:${run.id}`, kind: 'report', stored }, ...unreached];
}

/** Who gets the report gathered with others, later, rather than as a mail of its own. */
export async function readersOfDigest(
  context: Pick<Context, 'db'>,
  run: FinishedRun,
  facts: ExecutionFacts,
): Promise<readonly string[]> {
  if (!facts.schedule?.digest || run.error !== undefined || !isWanted(run, facts)) return [];
  return (await resolveReaders(context, run, facts)).addresses;
}

/** By the schedule's rule. */
function isWanted({ checks }: FinishedRun, { schedule, previousChecks }: ExecutionFacts): boolean {
  if (!schedule) return false;
  const hasProblems = checks.some((check) => !check.ok);
  const hasChanged = previousChecks === undefined || haveFailuresChanged(previousChecks, checks);
  return { always: true, changes: hasChanged, problems: hasProblems }[schedule.notify];
}

const resolveReaders = (context: Pick<Context, 'db'>, { cells }: FinishedRun, { schedule }: ExecutionFacts) =>
  resolveRecipients(
    context,
    schedule?.recipients ?? [],
    (name) => cells.find((cell) => cell.name === name)?.text,
  );

/** The report in the largest size that fits a mail; or why there is none. */
async function writeFitting(
  context: Writer,
  run: FinishedRun,
  facts: ExecutionFacts,
  recipients: readonly string[],
): Promise<[error: string] | [error: undefined, stored: StoredLetter]> {
  try {
    const whole = {
      ...{ ...facts, ...run },
      previousOutputs: await readPrevious(context, run.cells, facts.previousCells),
    };
    let rowsWithoutPictures: number | undefined;
    for (const size of sizes) {
      // Room for fewer pictures changes nothing where there are none.
      if (size.tableRows === rowsWithoutPictures) continue;
      const smaller = await shrinkPictures(context, whole, { shrink: run.shrink, size });
      const { report, pictures } = composeReport(whole, { ...size, smaller });
      const written: Letter = { ...(await writeReport(report)), pictures };
      const eml = await renderLetter(context, written, recipients);
      if (eml.length > largestMail) {
        if (pictures.length === 0) rowsWithoutPictures = size.tableRows;
        continue;
      }
      if (!facts.schedule?.attachPdf || !run.print)
        return [undefined, await storeRendered(context, written, { eml, recipients })];
      const { html } = await writeReport({ ...report, isFile: true });
      const pdf = await printPdf(run.print, { html, pictures });
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

/** Those of the report's pictures that must be smaller for all of them to fit; none where no browser can be had to draw them. */
async function shrinkPictures(
  context: Pick<Context, 'log'>,
  facts: ReportFacts,
  { shrink, size }: { readonly shrink?: Shrink; readonly size: ReportSize },
): Promise<ReportSize['smaller']> {
  if (!shrink || size.pictureBytes === 0) return undefined;
  const { pictures } = composeReport(facts, { ...size, pictureBytes: Number.POSITIVE_INFINITY });
  const whole = pictures.map(({ bytes }) => bytes);
  try {
    return await fitPictures(whole, size.pictureBytes, shrink);
  } catch (error) {
    context.log.warn('The pictures of a report could not be shrunk', { error });
    return undefined;
  }
}

type Written = Required<Pick<Letter, 'html' | 'pictures'>>;

async function printPdf(print: Print, { html, pictures }: Written): Promise<Uint8Array | string> {
  const whole = pictures.reduce(
    (text, picture) => text.replaceAll(`cid:${picture.id}`, toDataUrl(picture)),
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

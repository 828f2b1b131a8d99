import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { CommandContext, Context } from '../../context';
import { reportFiles } from '../../db/schema';
import { AppError } from '../../errors';
import type { OpenFile } from '../../storage/storage';
import { showLetter, toDataUrl } from '../mails';
import { composeReport } from './compose-report';
import type { ExecutionFacts } from './read-facts';
import { readPrevious } from './read-frozen';
import { writeReport } from './render-mail';
import type { FinishedRun } from './write-mails';

export interface KeptFile {
  /** Within `reports/` of storage. */
  readonly path: string;
  readonly bytes: number;
}

/** Where in storage a kept report is. */
export const keyOfReport = (path: string): string => `reports/${path}`;

/**
 * Writes the report of a run into the folder of storage that its schedule names, dated by when the run was due; as a PDF too where the
 * schedule wants one and one can be made. An attempt that is not the running one any more keeps nothing.
 */
export async function keepReport(
  context: Pick<Context, 'db' | 'storage' | 'log'>,
  run: FinishedRun,
  facts: ExecutionFacts,
): Promise<readonly KeptFile[]> {
  const { schedule } = facts;
  if (!schedule?.keepIn || run.error !== undefined || run.attempt !== facts.runningAttempt) return [];
  // The run's own id in each name: others of the same minute may be kept in the same folder, by other workers. So may two attempts, one of which
  // goes on though its worker was given up.
  const which = run.attempt > 1 ? `${run.id.slice(0, 8)}-${run.attempt}` : run.id.slice(0, 8);
  const stem = `${schedule.keepIn}/${dateIn(facts.dueAt, schedule.timeZone)}-${which}`;
  const { report, pictures } = composeReport(
    { ...facts, ...run, previousOutputs: await readPrevious(context, run.cells, facts.previousCells) },
    // A file has no bounds as a mail has.
    { pictureBytes: Number.POSITIVE_INFINITY, tableRows: Number.POSITIVE_INFINITY },
  );
  const letter = await writeReport({ ...report, isFile: true });
  const html = showLetter(letter.html, {
    pictures: new Map(pictures.map((one) => [one.id, toDataUrl(one)])),
  });
  const files = [await keep(context, `${stem}.html`, new TextEncoder().encode(html))];
  if (schedule.attachPdf && run.print) {
    const pdf = await run.print(html).catch((error: unknown) => {
      context.log.warn('A report could not be kept as a PDF', { execution: run.id, error });
      return undefined;
    });
    if (pdf) files.push(await keep(context, `${stem}.pdf`, pdf));
  }
  return files;
}

async function keep(
  { storage }: Pick<Context, 'storage'>,
  path: string,
  content: Uint8Array,
): Promise<KeptFile> {
  await storage.putKey(keyOfReport(path), content);
  return { path, bytes: content.length };
}

/** `2026-03-02-0700`, on the clock of a time zone. */
const dateIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
    .format(at)
    .replace(' ', '-')
    .replace(':', '');

/** Writes down what was kept; part of the command that ends the execution. */
export async function recordKept(
  { db, now }: Pick<CommandContext, 'db' | 'now'>,
  files: readonly KeptFile[],
  of: { readonly executionId: string; readonly scheduleId: string },
): Promise<void> {
  const createdAt = now();
  if (files.length > 0)
    await db.insert(reportFiles).values(files.map((file) => ({ ...file, ...of, createdAt })));
}

/** The reports of a schedule that are kept as files, the newest first. */
export const listKeptReports = query({
  action: 'execution.read',
  input: z.object({ scheduleId: z.string(), limit: z.number().int().min(1).max(1000).default(100) }),
  run: ({ db }, { scheduleId, limit }) =>
    db
      .select()
      .from(reportFiles)
      .where(eq(reportFiles.scheduleId, scheduleId))
      .orderBy(desc(reportFiles.createdAt), desc(reportFiles.path))
      .limit(limit),
});

/** A kept report, to be read in pieces. Throws AppError not_found. */
export const openKeptReport = query({
  action: 'execution.read',
  input: z.object({ path: z.string().max(400) }),
  async run({ db, storage }, { path }): Promise<OpenFile> {
    const [known] = await db.select().from(reportFiles).where(eq(reportFiles.path, path));
    if (!known) throw new AppError('not_found', `No report is kept as “${path.slice(0, 100)}”.`);
    return storage.openKey(keyOfReport(known.path));
  },
});

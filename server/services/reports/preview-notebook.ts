import { and, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { mostShown, type ShownNotebook, shownNotebook } from '@/cells/bridge/messages';
import { parseNotebook } from '@/cells/document/parse';
import { query } from '../../command';
import { executions, notebooks, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { colourScheme, sayTime, showLetter, toDataUrl } from '../mails';
import { composeReport, type PicturedCell } from './compose-report';
import { isNoBackfill, newestFirst, readSince } from './read-facts';
import { readPrevious } from './read-frozen';
import { writeReport } from './render-mail';

const longestNotebook = 20_000_000;
/** A notebook as it stands in a tab: its file, and what it shows. */
export const openNotebook = shownNotebook.extend({
  html: z.string().max(longestNotebook, 'This notebook is too large for a preview of its mail.'),
});
/** Bytes of such a one, in JSON. */
export const largestOpenNotebook = 2 * (longestNotebook + mostShown.html + mostShown.pictures);

/**
 * The mail of a notebook that is being written, as a page: what it shows in the tab, as if a run had just ended so. Where it runs by a schedule,
 * it is compared with the last run. Written by the code that writes the mail.
 */
export const previewNotebook = query({
  action: 'execution.read',
  input: openNotebook.extend({ notebookId: z.string(), scheme: colourScheme.optional() }),
  async run(context, { notebookId, html, cells: shown, checks, scheme }) {
    const [notebook] = await context.db
      .select({ id: notebooks.id })
      .from(notebooks)
      .where(eq(notebooks.id, notebookId));
    if (!notebook) throw new AppError('not_found', 'There is no such notebook.');
    if (!shown.some(showsSomething) && checks.length === 0)
      throw new AppError('not_found', 'This notebook shows nothing yet: run its cells, then look again.');
    const [last] = await context.db
      .select({ schedule: schedules, checks: executions.checks, outputs: executions.outputs })
      .from(executions)
      .innerJoin(schedules, eq(schedules.id, executions.scheduleId))
      .where(
        and(
          eq(schedules.notebookId, notebookId),
          eq(executions.status, 'succeeded'),
          isNotNull(executions.outputs),
          isNoBackfill,
        ),
      )
      .orderBy(...newestFirst)
      .limit(1);
    const cells = shown.map(toPictured);
    const { report, pictures } = composeReport(
      {
        title: last?.schedule.name ?? (parseNotebook(html).title || 'Notebook'),
        at: sayTime(context.now(), last?.schedule.timeZone ?? 'UTC'),
        ...{ html, cells, checks },
        previousChecks: last?.checks,
        previousOutputs: await readPrevious(context, cells, last?.outputs?.cells ?? []),
        since: await readSince(context, last?.schedule),
        executionUrl: `${context.config.url}/notebooks/${notebookId}`,
      },
      { pictureBytes: Number.POSITIVE_INFINITY, tableRows: 40 },
    );
    const { html: letter } = await writeReport(report);
    return showLetter(letter, { pictures: new Map(pictures.map((one) => [one.id, toDataUrl(one)])), scheme });
  },
});

const showsSomething = ({ html, text }: ShownNotebook['cells'][number]): boolean =>
  text.trim() !== '' || /<(svg|canvas|img|input|table)\b/i.test(html);

function toPictured({ picture, parts, ...cell }: ShownNotebook['cells'][number]): PicturedCell {
  return {
    ...cell,
    ...readPicture(picture),
    ...(parts && {
      parts: parts.map(({ title, html, picture }) => ({ title, html, ...readPicture(picture) })),
    }),
  };
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The tab is not trusted: what is no PNG is no picture. */
function readPicture(url: string | undefined): { png?: Uint8Array } {
  const png = Buffer.from(url?.slice(url.indexOf(',') + 1) ?? '', 'base64');
  return signature.every((byte, i) => png[i] === byte) ? { png } : {};
}

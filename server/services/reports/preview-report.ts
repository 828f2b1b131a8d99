import { and, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { executions, notebooks, revisionContents, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { colourScheme, showLetter, toDataUrl } from '../mails';
import { composeReport } from './compose-report';
import { newestFirst, readFacts } from './read-facts';
import { readFrozen, readPrevious } from './read-frozen';
import { writeReport } from './render-mail';

/**
 * The mail that a schedule would send now, as a page: what its last run showed, with the cells that the newest revision of the notebook
 * chooses. Written by the code that writes the mail.
 */
export const previewReport = query({
  action: 'execution.read',
  input: z.object({ scheduleId: z.string(), scheme: colourScheme.optional() }),
  async run(context, { scheduleId, scheme }) {
    const [execution] = await context.db
      .select({ id: executions.id, checks: executions.checks, outputs: executions.outputs })
      .from(executions)
      .where(
        and(
          eq(executions.scheduleId, scheduleId),
          eq(executions.status, 'succeeded'),
          isNotNull(executions.outputs),
        ),
      )
      .orderBy(...newestFirst)
      .limit(1);
    if (!execution)
      throw new AppError(
        'not_found',
        'There is nothing to show yet: run the schedule once, then look again.',
      );
    const [newest] = await context.db
      .select({ html: revisionContents.html })
      .from(schedules)
      .innerJoin(notebooks, eq(notebooks.id, schedules.notebookId))
      .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(eq(schedules.id, scheduleId));
    const facts = await readFacts(context, execution.id);
    const cells = await readFrozen(context, execution.outputs);
    const previousOutputs = await readPrevious(context, cells, facts.previousCells);
    const { report, pictures } = composeReport(
      { ...facts, html: newest?.html ?? facts.html, cells, previousOutputs, checks: execution.checks },
      // What a mail would show in fewer pixels is shown in all of them.
      { pictureBytes: Number.POSITIVE_INFINITY, tableRows: 40 },
    );
    const { html } = await writeReport(report);
    return showLetter(html, { pictures: new Map(pictures.map((one) => [one.id, toDataUrl(one)])), scheme });
  },
});

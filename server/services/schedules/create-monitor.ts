import { desc, eq } from 'drizzle-orm';
import { command } from '../../command';
import { models, modelVersions, monitors, users } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { monitorTemplate } from '../monitoring';
import { createNotebook, grantPredictions } from '../notebooks';
import { modelName } from '../registry';
import { createSchedule } from './create-schedule';
import { recipients, recurrenceInput } from './schedule-input';

/**
 * Watches a model: a notebook from the template that may read the model's predictions, and a schedule that runs it. All of it or
 * nothing. Stands here and not with `monitoring` because it makes a schedule.
 */
export const createMonitor = command({
  action: 'monitor.create',
  input: recurrenceInput.partial().extend({
    /** The model's name. */
    model: modelName,
    recipients: recipients.optional(),
  }),
  prepare: (_context, { model }) => monitorTemplate({ model }),
  async run(context, { model: name, cron = '0 7 * * *', timeZone = 'UTC', ...input }, html) {
    const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    const version = await context.db.query.modelVersions.findFirst({
      where: eq(modelVersions.modelId, model.id),
      orderBy: desc(modelVersions.number),
      columns: { id: true },
    });
    if (!version)
      throw new AppError('conflict', `The model ${name} has no version to watch yet. Promote one first.`);
    const { id: notebookId } = await createNotebook.within(context, { html, origin: `monitor:${model.id}` });
    await grantPredictions.within(context, { notebookId, modelId: model.id });
    const person = await context.db.query.users.findFirst({ where: eq(users.id, context.actor.id) });
    const { id: scheduleId } = await createSchedule.within(context, {
      notebookId,
      name,
      cron,
      timeZone,
      recipients: input.recipients ?? (person?.email ? [person.email] : []),
    });
    const id = createId();
    await context.db.insert(monitors).values({
      id,
      modelId: model.id,
      notebookId,
      scheduleId,
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    context.audit(`model:${model.id}`, { monitor: id, notebookId, scheduleId });
    return { id, notebookId, scheduleId };
  },
});

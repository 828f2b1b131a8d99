import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { CommandContext } from '../../context';
import { models, modelVersions, monitors, users } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { type MonitorTemplate, monitorTemplates, readMonitorTemplate } from '../monitoring';
import { createNotebook, grantPredictions } from '../notebooks';
import { modelName } from '../registry';
import { createSchedule } from './create-schedule';
import { listNotebookInputs, withParameters } from './notebook-inputs';
import { notifyRule, parametersInput, recipients, recurrenceInput } from './schedule-input';

// The keys are all there are.
const templateNames = Object.keys(monitorTemplates) as [MonitorTemplate, ...MonitorTemplate[]];

/** What a monitor may look at, with the inputs of each notebook and what stands in them. */
export const listMonitorTemplates = query({
  action: 'monitor.read',
  input: z.object({ model: modelName }),
  run: (_context, { model }) =>
    Promise.all(
      templateNames.map(async (name) => ({
        ...{ name, ...monitorTemplates[name] },
        inputs: listNotebookInputs(await readMonitorTemplate(name, model)),
      })),
    ),
});

/**
 * Watches a model: for each template a notebook that may read the model's predictions, and a schedule that runs it. All of it or
 * nothing. Stands here and not with `monitoring` because it makes schedules.
 */
export const createMonitor = command({
  action: 'monitor.create',
  input: recurrenceInput.partial().extend({
    /** The model's name. */
    model: modelName,
    templates: z
      .array(z.enum(templateNames))
      .min(1, 'Choose what to look at')
      .refine((names) => new Set(names).size === names.length, 'A template is chosen twice')
      .default(['overview']),
    /** Values for inputs of the notebooks, by name; each notebook takes those that it has. */
    inputs: parametersInput.default({}),
    recipients: recipients.optional(),
    notify: notifyRule.optional(),
  }),
  prepare: (_context, { model, templates, inputs }) => fillTemplates(model, templates, inputs),
  async run(context, { model: name, cron = '0 7 * * *', timeZone = 'UTC', ...input }, filled) {
    const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    const version = await context.db.query.modelVersions.findFirst({
      where: eq(modelVersions.modelId, model.id),
      orderBy: desc(modelVersions.number),
      columns: { id: true },
    });
    if (!version)
      throw new AppError('conflict', `The model ${name} has no version to watch yet. Promote one first.`);
    const person = await context.db.query.users.findFirst({ where: eq(users.id, context.actor.id) });
    const schedule = {
      ...{ cron, timeZone, notify: input.notify },
      recipients: input.recipients ?? (person?.email ? [person.email] : []),
    };
    const made: { id: string; notebookId: string; scheduleId: string; template: MonitorTemplate }[] = [];
    for (const { template, html } of filled)
      made.push({ template, ...(await makeMonitor(context, { model, template, html, schedule })) });
    const [first] = made;
    if (!first) throw new AppError('bad_request', 'Choose what to look at.');
    return { id: first.id, notebookId: first.notebookId, scheduleId: first.scheduleId, monitors: made };
  },
});

async function makeMonitor(
  context: CommandContext,
  given: {
    model: { id: string; name: string };
    template: MonitorTemplate;
    html: string;
    schedule: Omit<Parameters<typeof createSchedule.within>[1], 'notebookId' | 'name'>;
  },
) {
  const { model, template, html, schedule } = given;
  const { id: notebookId } = await createNotebook.within(context, { html, origin: `monitor:${model.id}` });
  await grantPredictions.within(context, { notebookId, modelId: model.id });
  const { id: scheduleId } = await createSchedule.within(context, {
    ...{ ...schedule, notebookId },
    name:
      template === 'overview'
        ? model.name
        : `${model.name}, ${monitorTemplates[template].title.toLowerCase()}`,
  });
  const id = createId();
  await context.db.insert(monitors).values({
    ...{ id, modelId: model.id, notebookId, scheduleId },
    createdAt: context.now(),
    createdBy: context.actor.id,
  });
  context.audit(`model:${model.id}`, { monitor: id, template, notebookId, scheduleId });
  return { id, notebookId, scheduleId };
}

/** The notebooks with these values in their inputs. Throws AppError unprocessable for a name that none has, and for a value that does not fit. */
async function fillTemplates(
  model: string,
  templates: readonly MonitorTemplate[],
  inputs: Readonly<Record<string, unknown>>,
): Promise<{ template: MonitorTemplate; html: string }[]> {
  const read = await Promise.all(
    templates.map(async (template) => {
      const html = await readMonitorTemplate(template, model);
      return { template, html, names: listNotebookInputs(html).map(({ name }) => name) };
    }),
  );
  for (const name of Object.keys(inputs))
    if (!read.some(({ names }) => names.includes(name)))
      throw new AppError('unprocessable', `None of these notebooks has an input named ${name}.`);
  return read.map(({ template, html, names }) => ({
    template,
    html: withParameters(
      html,
      Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name))),
    ),
  }));
}

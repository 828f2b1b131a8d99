import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../../command';
import { gateChecks, modelAliases } from '../../../db/schema';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { aliasName, modelName } from '../names';
import { requireReadyVersion } from '../require-version';
import { gatesInForce } from './editions';
import { checkGatesJob } from './jobs';

/** Begins to hold a version against the gates of an alias; a job does it. A check that is under way is given instead of a second. */
export const startCheck = command({
  action: 'model.check',
  input: z.object({
    model: modelName,
    version: z.number().int().positive(),
    alias: aliasName,
    /** What whoever approves should know. */
    note: z.string().trim().max(2000).default(''),
  }),
  async run(context, { model: name, version, alias, note }) {
    const model = await requireReadyVersion(context, name, version);
    const { edition, aliases } = await gatesInForce(context, model.id);
    if (!aliases.includes(alias))
      throw new AppError(
        'unprocessable',
        `${alias} of ${name} has no gates, so there is nothing to check. Move it.`,
      );
    const [at] = await context.db
      .select({ version: modelAliases.version })
      .from(modelAliases)
      .where(and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, alias)));
    const same = and(
      ...[eq(gateChecks.modelId, model.id), eq(gateChecks.version, version), eq(gateChecks.alias, alias)],
      ...[eq(gateChecks.edition, edition), eq(gateChecks.state, 'running')],
    );
    const running = await context.db.query.gateChecks.findFirst({ where: same });
    context.audit(`model:${name}`, { version, alias, edition });
    if (running && running.against === (at?.version ?? null)) return { checkId: running.id };
    const id = createId();
    await context.db.insert(gateChecks).values({
      ...{ id, modelId: model.id, version, alias, edition, note, against: at?.version ?? null },
      ...{ state: 'running', progress: 'Waiting for the worker', verdicts: [] },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    await context.queue.send(checkGatesJob, { checkId: id }, { singletonKey: id });
    return { checkId: id };
  },
});

import { z } from 'zod';
import type { Context } from '../context';
import { AppError } from '../errors';
import { findUnknownPredictions } from '../services/monitoring';
import { modelName } from '../services/registry';
import type { Caller } from './caller';
import { mayBeKept } from './choose-logged';
import { countRefusal } from './open-route';
import type { Serving } from './predict';

const labelBody = z.object({
  labels: z
    .array(
      z.object({
        id: z.string().min(1).max(200),
        label: z.union([z.number(), z.string().max(500), z.boolean()]),
      }),
    )
    .min(1)
    .max(10_000),
});

export interface LabelsTaken {
  readonly model: string;
  readonly received: number;
  /** Ids that belong to no logged prediction (yet). Their labels are kept all the same, but for those below. */
  readonly unknown: number;
  /** Ids of predictions that a log which keeps a part of the requests does not hold: their labels are not kept either. */
  readonly notKept?: number;
}

/**
 * Takes the truth for predictions of a model, or of a deployment's, whenever it comes. The last label of an id counts. Where the log keeps a
 * part of the requests, what it kept can be told by its id: a label that has nothing to join is left out, however often it is sent.
 */
export async function label(
  context: Context,
  serving: Serving,
  given: string,
  body: unknown,
  { secret }: Caller = {},
): Promise<LabelsTaken> {
  const parsedName = modelName.safeParse(given);
  if (!parsedName.success)
    throw new AppError(
      'bad_request',
      `Labels belong to a model, not to a version: ${parsedName.error.issues[0]?.message}.`,
    );
  const deployment = await serving.deploymentOf(given);
  if (deployment) countRefusal(serving.traffic, given, () => serving.door.show(deployment, secret, 'label'));
  const name = deployment?.model ?? given;
  const parsed = labelBody.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError(
      'unprocessable',
      `Send {"labels": [{"id": "…", "label": …}]}, at most 10 000 of them. ${issue?.path.join('.') || 'The body'}: ${issue?.message}.`,
    );
  }
  const output = await serving.resolve.outputOf(name);
  const { labels } = parsed.data;
  if (output === 'number') {
    const wrong = labels.findIndex(({ label: value }) => typeof value !== 'number');
    if (wrong >= 0)
      throw new AppError(
        'unprocessable',
        `The label of ${labels[wrong]?.id} must be a number: ${name} predicts numbers.`,
        {
          detail: { rows: [{ row: wrong, field: 'label', message: 'must be a number' }] },
        },
      );
  }
  // First, so that labels which are refused because the log cannot be read now are not recorded either.
  const oneOf = await serving.keptShareOf(name);
  const unknown = await findUnknownPredictions(context, name, {
    ids: labels.map(({ id }) => id),
    isExpected: (id) => mayBeKept(id, oneOf),
  });
  const isKeptLabel = ({ id }: { readonly id: string }) => !unknown.has(id) || mayBeKept(id, oneOf);
  const kept = labels.filter(isKeptLabel);
  if (kept.length > 0)
    await serving.log.append(
      kept.map(({ id, label: value }) => ({
        kind: 'label',
        model: name,
        id,
        at: serving.tick(),
        label: value,
      })),
    );
  const notKept = labels.length - kept.length;
  return {
    ...{ model: name, received: labels.length, unknown: unknown.size },
    ...(notKept > 0 && { notKept }),
  };
}

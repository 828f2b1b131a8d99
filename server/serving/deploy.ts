import type { z } from 'zod';
import { query } from '../command';
import type { Context } from '../context';
import { AppError } from '../errors';
import * as deployments from '../services/deployments';
import { readExample, readServed, routedVersions } from '../services/registry';
import { servingOf } from './create-serving';
import { readRows } from './predict';

/**
 * The changes of a deployment that give a version traffic: it first answers its example, in the memory from which it will be served, and
 * only then the change commits.
 */

/** Milliseconds that each version took to load and answer. @throws AppError unprocessable, with the reason, when one cannot */
const warmUp = query({
  action: 'deployment.change',
  input: deployments.warmUpInput,
  async run(context, { model, versions }) {
    const times: Record<string, number> = {};
    for (const number of new Set(versions)) {
      const version = await readServed(context, model, number);
      const began = performance.now();
      try {
        const example = await readExample(context.storage, version.files, {
          signature: version.manifest.signature,
        });
        const { rows } = readRows(version, [example]);
        await (await servingOf(context).models.get(version)).predict(rows);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new AppError(
          'unprocessable',
          `Version ${number} of ${model} gets no traffic, since it did not answer its example: ${why}`,
          { cause },
        );
      }
      times[String(number)] = Math.round(performance.now() - began);
    }
    return times;
  },
});

interface WarmUp {
  /** That of the deployment's unless told. */
  readonly model?: string;
  readonly versions: readonly number[];
}

/** A change with its warm-up before it. */
function warmly<I extends z.ZodType<{ name: string }>, O>(
  change: ((context: Context, input: z.input<I>) => Promise<O>) & {
    readonly action: (typeof deployments.startCanary)['action'];
    readonly input: I;
  },
  about: (input: z.output<I>, context: Context) => WarmUp | Promise<WarmUp>,
) {
  return Object.assign(
    async (context: Context, given: z.input<I>): Promise<O> => {
      const input = change.input.parse(given);
      const { model, versions } = await about(input, context);
      const of = model ?? (await deployments.readModelOf(context, input.name));
      const warmed = await warmUp(context, { model: of, versions: [...versions] });
      // What was parsed parses again; what the caller said of warm-ups does not count.
      return change(context, { ...(given as object), warmed } as z.input<I>);
    },
    { action: change.action, input: change.input },
  );
}

export const createDeployment = warmly(deployments.createDeployment, ({ model, stable }) => ({
  model,
  versions: 'version' in stable ? [stable.version] : [],
}));
export const changeDeployment = warmly(deployments.changeDeployment, ({ stable }) => ({
  versions: stable && 'version' in stable ? [stable.version] : [],
}));
export const startCanary = warmly(deployments.startCanary, ({ version }) => ({ versions: [version] }));
export const startExperiment = warmly(deployments.startExperiment, ({ arms }) => ({
  versions: arms.map(({ version }) => version),
}));
export const startShadow = warmly(deployments.startShadow, ({ version }) => ({ versions: [version] }));
export const restoreDeployment = warmly(deployments.restoreDeployment, async ({ name }, context) => {
  const { model, routes } = await deployments.requireDeleted(context, name);
  return { model, versions: routedVersions(routes) };
});

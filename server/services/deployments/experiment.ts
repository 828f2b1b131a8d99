import { z } from 'zod';
import { command } from '../../command';
import { AppError } from '../../errors';
import { warmed } from '../registry';
import { refuseExperiment, requireOther } from './canary';
import { changeInput, changeRoutes } from './change-routes';
import type { Experiment } from './routes';
import { percent, versionNumber } from './routes';

const metrics: readonly Experiment['metric'][] = ['mae', 'rmse', 'accuracy', 'errorRate', 'latency'];

/** Compares versions on different callers by one metric. What the arms leave goes to the stable version, which is compared too. */
export const startExperiment = command({
  action: 'deployment.change',
  input: changeInput.extend({
    metric: z.enum(metrics),
    arms: z
      .array(z.object({ version: versionNumber, percent }))
      .min(1, 'An A/B test has at least one version beside the stable one')
      .max(5, 'An A/B test has at most five versions beside the stable one')
      .refine(
        (arms) => new Set(arms.map(({ version }) => version)).size === arms.length,
        'Each version is in one arm',
      )
      .refine(
        (arms) => arms.reduce((sum, arm) => sum + arm.percent, 0) < 100,
        'The arms leave something for the stable version: together they have less than 100 percent',
      ),
    warmed,
  }),
  run: (context, input) =>
    changeRoutes(context, input, {
      ...{ kind: 'experiment', warmed: input.warmed },
      async edit(routes, deployment) {
        refuseExperiment(routes, input.name);
        if (routes.split)
          throw new AppError('conflict', `${input.name} has a canary. Promote it or take it back first.`);
        for (const { version } of input.arms) await requireOther(context, deployment, routes, version);
        return {
          ...routes,
          split: {
            ...{ kind: 'experiment', number: deployment.revision + 1, since: context.now().toISOString() },
            ...{ metric: input.metric, arms: input.arms },
          },
        };
      },
    }),
});

/** Everybody gets the stable version again. */
export const endExperiment = command({
  action: 'deployment.change',
  input: changeInput,
  run: (context, input) =>
    changeRoutes(context, input, {
      kind: 'end-experiment',
      edit: (routes) => {
        if (routes.split?.kind !== 'experiment')
          throw new AppError('conflict', `${input.name} has no A/B test now.`);
        return { ...routes, split: null };
      },
    }),
});

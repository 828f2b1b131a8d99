import { command } from '../../command';
import { warmed } from '../registry';
import { requireOther } from './canary';
import { changeInput, changeRoutes } from './change-routes';
import { versionNumber } from './routes';

/** Has a version answer along, for nobody: its answers are logged and compared. */
export const startShadow = command({
  action: 'deployment.change',
  input: changeInput.extend({ version: versionNumber, warmed }),
  run: (context, input) =>
    changeRoutes(context, input, {
      ...{ kind: 'shadow', warmed: input.warmed },
      async edit(routes, deployment) {
        await requireOther(context, deployment, routes, input.version);
        return { ...routes, shadow: { version: input.version, number: deployment.revision + 1 } };
      },
    }),
});

export const endShadow = command({
  action: 'deployment.change',
  input: changeInput,
  run: (context, input) =>
    changeRoutes(context, input, { kind: 'end-shadow', edit: (routes) => ({ ...routes, shadow: null }) }),
});

import { alertsRouter } from './alerts';
import { commentsRouter } from './comments';
import { connectionsRouter } from './connections';
import { datasetsRouter } from './datasets';
import { deploymentsRouter } from './deployments';
import { examplesRouter } from './examples';
import { executionsRouter } from './executions';
import { experimentsRouter } from './experiments';
import { linksRouter } from './links';
import { logRouter } from './log';
import { mailsRouter } from './mails';
import { modelsRouter } from './models';
import { monitorsRouter } from './monitors';
import { notebooksRouter } from './notebooks';
import { packagesRouter } from './packages';
import { retrainingRouter } from './retraining';
import { runsRouter } from './runs';
import { schedulesRouter } from './schedules';
import { scoringsRouter } from './scorings';
import { searchesRouter } from './searches';
import { settingsRouter } from './settings';
import { router } from './trpc';
import { webhooksRouter } from './webhooks';

/** One thin router per domain word; a procedure only parses and calls its service. */
export const apiRouter = router({
  notebooks: notebooksRouter,
  links: linksRouter,
  comments: commentsRouter,
  datasets: datasetsRouter,
  connections: connectionsRouter,
  experiments: experimentsRouter,
  runs: runsRouter,
  models: modelsRouter,
  deployments: deploymentsRouter,
  monitors: monitorsRouter,
  packages: packagesRouter,
  retraining: retrainingRouter,
  schedules: schedulesRouter,
  log: logRouter,
  scorings: scoringsRouter,
  searches: searchesRouter,
  executions: executionsRouter,
  alerts: alertsRouter,
  mails: mailsRouter,
  settings: settingsRouter,
  webhooks: webhooksRouter,
  examples: examplesRouter,
});

export type ApiRouter = typeof apiRouter;

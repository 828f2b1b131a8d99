import { actingAs } from '../context';
import { actorOf, workerId } from '../services/auth';
import { takeCall } from '../services/schedules';
import type { RouteModule } from './route';

const KB = 1024;

/** `POST /api/hooks/:id`: another program starts a schedule, by the secret of that address. */
export const hookRoutes: RouteModule = (system) => [
  {
    method: 'POST',
    path: '/api/hooks/:id',
    policy: 'signed',
    maxBody: 1000 * KB,
    async handle(request) {
      const header = (name: string) => request.req.header(name);
      const { executionId } = await takeCall(actingAs(system, await actorOf(system, workerId)), {
        triggerId: request.req.param('id') ?? '',
        token: /^bearer (.+)$/i.exec(header('authorization') ?? '')?.[1],
        signature: header('x-hub-signature-256'),
        delivery: header('webhook-id') ?? header('x-github-delivery') ?? header('idempotency-key'),
        body: await request.req.text(),
      });
      return request.json(
        executionId
          ? { executionId, url: `${system.config.url}/executions/${executionId}` }
          : { executionId: null, message: 'This delivery was taken before; nothing new was started.' },
        executionId ? 202 : 200,
      );
    },
  },
];

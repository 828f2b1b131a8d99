import { z } from 'zod';
import { artifactLimits } from '@/cells/tracking/artifact-path';
import { runArtifactSent } from '@/cells/tracking/run-event';
import { AppError } from '../errors';
import { recordRunArtifact } from '../services/experiments';
import type { RouteModule } from './route';

const sent = runArtifactSent.shape;
const asked = z.object({
  client: sent.client,
  notebookId: sent.notebookId,
  sequence: z.coerce.number().pipe(sent.event.shape.sequence),
  at: z.coerce.number().pipe(sent.event.shape.at),
  path: sent.event.shape.path,
});

/**
 * `PUT /api/runs/:id/artifact?client&sequence&notebookId&at&path`: the content of a file that a notebook gave one of its runs. It is an
 * event of its client like those of `runs.record`: sent again, it counts once.
 */
export const runArtifactRoutes: RouteModule = () => [
  {
    method: 'PUT',
    path: '/api/runs/:id/artifact',
    policy: 'run.log',
    maxBody: artifactLimits.fileBytes,
    async handle(request, context) {
      const parsed = asked.safeParse(request.req.query());
      const runId = sent.event.shape.runId.safeParse(request.req.param('id'));
      if (!parsed.success || !runId.success) {
        const { path, message } = (parsed.error ?? runId.error)?.issues[0] ?? { path: [], message: '' };
        throw new AppError(
          'bad_request',
          `The file of a run is not told rightly: ${[...path, message].join(' ')}.`,
        );
      }
      const { client, notebookId, ...event } = parsed.data;
      return Response.json(
        await recordRunArtifact(context, {
          client,
          notebookId,
          event: { type: 'artifact', runId: runId.data, ...event },
          content: new Uint8Array(await request.req.arrayBuffer()),
        }),
      );
    },
  },
];

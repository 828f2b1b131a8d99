import { encodeBlock, encodeEnd } from '@/cells/data/result-stream';
import { toPublicError } from '../errors';
import { queryingOf, takeQuery } from '../services/connections';
import type { RouteModule } from './route';

/**
 * Results of connections for frames: `openQuery` gave the address, which works once. The query begins when it is fetched, and is stopped when
 * the reader goes away: the cell was stopped or ran again, the tab was closed.
 */
export const queryRoutes: RouteModule = (system) => [
  {
    method: 'GET',
    path: '/data/queries/:token',
    policy: 'signed',
    fromFrame: true,
    async handle(request) {
      const { target, statement } = await takeQuery(system, request.req.param('token') ?? '');
      const gone = new AbortController();
      const stop = () => gone.abort(new Error('Nobody reads the result any more.'));
      request.req.raw.signal.addEventListener('abort', stop, { once: true });
      const news = queryingOf(system).run({ do: 'query', target, statement }, gone.signal);
      const stream = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            try {
              const { value: next, done } = await news.next();
              if (done) return controller.close();
              if (next.type === 'part') return controller.enqueue(encodeBlock('A', next.bytes));
              const { maxRows, maxBytes } = target;
              controller.enqueue(
                encodeEnd(next.type === 'end' ? { ...next, limits: { maxRows, maxBytes } } : next),
              );
              controller.close();
            } catch (error) {
              if (gone.signal.aborted) return controller.error(error);
              system.log.error('A query to a connection failed', { connection: target.name, error });
              controller.enqueue(encodeEnd({ type: 'failure', message: toPublicError(error).message }));
              controller.close();
            }
          },
          async cancel() {
            stop();
            await news.return(undefined);
          },
        },
        { highWaterMark: 1 },
      );
      return new Response(stream, {
        headers: {
          'Content-Type': 'application/octet-stream',
          'Cache-Control': 'no-store',
          'Access-Control-Allow-Origin': '*',
          'Cross-Origin-Resource-Policy': 'cross-origin',
          'Content-Disposition': 'attachment',
        },
      });
    },
  },
];

import type { Context as HonoContext } from 'hono';
import type { Context } from '../context';
import { AppError } from '../errors';
import { readEml } from '../services/reports';
import { readExecution } from '../services/schedules';
import type { Route, RouteModule } from './route';

/** What executions showed and what was mailed, as files. Frozen HTML came out of a frame: it is served so that nothing in it runs. */
export const reportRoutes: RouteModule = () => [outputRoute('html'), outputRoute('png'), mailRoute];

const outputRoute = (extension: 'html' | 'png'): Route => ({
  method: 'GET',
  path: `/api/executions/:id/outputs/:cell{[0-9]+\\.${extension}}`,
  policy: 'execution.read',
  async handle(request, context) {
    const hash = await outputHash(request, context, extension);
    const headers = {
      'Content-Type': extension === 'png' ? 'image/png' : 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, max-age=31536000, immutable',
    };
    return new Response(Uint8Array.from(await context.storage.readAll(hash)), { headers });
  },
});

async function outputHash(request: HonoContext, context: Context, extension: 'html' | 'png') {
  const execution = await readExecution(context, { id: request.req.param('id') ?? '' });
  const cellId = Number.parseInt(request.req.param('cell') ?? '', 10);
  const cell = execution.outputs?.cells.find((output) => output.cellId === cellId);
  const hash = extension === 'png' ? cell?.pictureHash : cell?.htmlHash;
  if (!hash) throw new AppError('not_found', `This execution has no ${extension} of cell ${cellId}.`);
  return hash;
}

const mailRoute: Route = {
  method: 'GET',
  path: '/api/mails/:file{[0-9a-z]+\\.eml}',
  policy: 'mail.read',
  async handle(request, context) {
    const id = (request.req.param('file') ?? '').replace(/\.eml$/, '');
    return new Response(Uint8Array.from(await readEml(context, { id })), {
      headers: {
        'Content-Type': 'message/rfc822',
        'Content-Disposition': `attachment; filename="report-${id}.eml"`,
        'X-Content-Type-Options': 'nosniff',
      },
    });
  },
};

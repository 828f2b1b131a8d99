import { Readable } from 'node:stream';
import type { Context as HonoContext } from 'hono';
import type { Context } from '../context';
import { AppError } from '../errors';
import { colourScheme, readEml, readMailHtml } from '../services/mails';
import {
  largestOpenNotebook,
  openKeptReport,
  openNotebook,
  previewDigest,
  previewNotebook,
  previewReport,
} from '../services/reports';
import { readExecution } from '../services/schedules';
import type { Route, RouteModule } from './route';

/**
 * What executions showed and what was mailed, as files below `/reports/`, which pages may frame. Their HTML came out of a notebook:
 * it is served so that nothing in it runs or loads.
 */
export const reportRoutes: RouteModule = () => [
  outputRoute('html'),
  outputRoute('png'),
  keptRoute,
  mailRoute('html'),
  mailRoute('eml'),
  {
    method: 'GET',
    path: '/reports/previews/:scheduleId/digest.html',
    policy: 'execution.read',
    async handle(request, context) {
      const scheduleId = request.req.param('scheduleId') ?? '';
      return previewPage(await previewDigest(context, { scheduleId, scheme: schemeOf(request) }));
    },
  },
  {
    method: 'GET',
    path: '/reports/previews/:file{[0-9a-z]+\\.html}',
    policy: 'execution.read',
    async handle(request, context) {
      const scheduleId = (request.req.param('file') ?? '').replace(/\.html$/, '');
      return previewPage(await previewReport(context, { scheduleId, scheme: schemeOf(request) }));
    },
  },
  {
    method: 'POST',
    path: '/reports/previews/notebooks/:id',
    policy: 'execution.read',
    readsOnly: true,
    maxBody: largestOpenNotebook,
    async handle(request, context) {
      const shown = openNotebook.safeParse(await request.req.json().catch(() => undefined));
      if (!shown.success)
        throw new AppError(
          'bad_request',
          `This is not what a notebook shows: ${shown.error.issues[0]?.message}.`,
        );
      const notebookId = request.req.param('id') ?? '';
      return previewPage(
        await previewNotebook(context, { ...shown.data, notebookId, scheme: schemeOf(request) }),
      );
    },
  },
];

const schemeOf = (request: HonoContext) => colourScheme.safeParse(request.req.query('scheme')).data;

const inert = {
  'Content-Security-Policy':
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'private, max-age=3600',
};
const types = { html: 'text/html; charset=utf-8', png: 'image/png', eml: 'message/rfc822' };

/** A report as it was kept: a page in which nothing runs, or a PDF. */
const keptRoute: Route = {
  method: 'GET',
  path: '/reports/files/:path{.+\\.(?:html|pdf)}',
  policy: 'execution.read',
  async handle(request, context) {
    const path = request.req.param('path') ?? '';
    const file = await openKeptReport(context, { path });
    const isPage = path.endsWith('.html');
    const body = Readable.toWeb(file.read(0, file.bytes)) as ReadableStream; // declared apart, the same thing
    return new Response(body, {
      headers: {
        ...inert,
        'Content-Type': isPage ? types.html : 'application/pdf',
        'Content-Length': String(file.bytes),
        ...(!isPage && {
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(path.replaceAll('/', '-'))}`,
        }),
      },
    });
  },
};

const previewPage = (html: string) =>
  new Response(html, { headers: { ...inert, 'Content-Type': types.html, 'Cache-Control': 'no-store' } });

const outputRoute = (extension: 'html' | 'png'): Route => ({
  method: 'GET',
  path: `/reports/executions/:id/:file{[0-9]+\\.${extension}}`,
  policy: 'execution.read',
  async handle(request, context) {
    const content = await context.storage.readAll(await outputHash(request, context, extension));
    return new Response(Uint8Array.from(content), {
      headers: { ...inert, 'Content-Type': types[extension] },
    });
  },
});

async function outputHash(request: HonoContext, context: Context, extension: 'html' | 'png') {
  const execution = await readExecution(context, { id: request.req.param('id') ?? '' });
  const cellId = Number.parseInt(request.req.param('file') ?? '', 10);
  const cell = execution.outputs?.cells.find((output) => output.cellId === cellId);
  const hash = extension === 'png' ? cell?.pictureHash : cell?.htmlHash;
  if (!hash) throw new AppError('not_found', `This execution has no ${extension} of cell ${cellId}.`);
  return hash;
}

const mailRoute = (extension: 'html' | 'eml'): Route => ({
  method: 'GET',
  path: `/reports/mails/:file{[0-9a-z]+\\.${extension}}`,
  policy: 'mail.read',
  async handle(request, context) {
    const id = (request.req.param('file') ?? '').replace(/\.\w+$/, '');
    const headers = { ...inert, 'Content-Type': types[extension] };
    if (extension === 'html')
      return new Response(await readMailHtml(context, { id, scheme: schemeOf(request) }), { headers });
    return new Response(Uint8Array.from(await readEml(context, { id })), {
      headers: { ...headers, 'Content-Disposition': `attachment; filename="report-${id}.eml"` },
    });
  },
});

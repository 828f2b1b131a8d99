import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context as HonoContext } from 'hono';
import type { System } from '../context';
import { signDataPath } from '../data-url';
import { AppError } from '../errors';
import {
  findSharedPackage,
  listSharedTables,
  type OpenLink,
  openLink,
  openSharedFile,
  openSharedTable,
  readShared,
} from '../services/links';
import { originOf } from './frame-routes';
import { appHeaders, frameHeaders, framePath } from './page-headers';
import type { Route, RouteModule } from './route';

/**
 * What a reader by link gets: a page below `/apps/` or, for a frame in another site, below `/embed/`, the notebook with the cells that it
 * imports, the data sets that it was granted, and the packages and files that its text locks; by `?notebook=` those of imported cells. The token in the address is looked up by every one of them; none needs or takes anything else that says who asks.
 */
export const linkRoutes: RouteModule = (system) => [
  page(system, '/apps/:token', 'alone'),
  page(system, '/embed/:token', 'embedded'),
  get('/embed/:token/frame.html', async (request) => {
    const { origins } = await openLink(system, tokenOf(request));
    const origin = originOf(request, system.config);
    return html(await readBuilt('notebook.html'), frameHeaders(origin, origins));
  }),
  get('/apps/:token/notebook', async (request) =>
    json(await readShared(system, await openLink(system, tokenOf(request)))),
  ),
  get('/apps/:token/tables', async (request) =>
    json(await listSharedTables(system, await openLink(system, tokenOf(request)), importedOf(request))),
  ),
  get('/apps/:token/tables/:table', async (request) => {
    const link = await openLink(system, tokenOf(request));
    const table = request.req.param('table') ?? '';
    const opened = await openSharedTable(system, link, { table, imported: importedOf(request) });
    const { blocked: _, ...dataset } = opened.dataset;
    return json({
      dataset,
      database: sign(system, link, { hash: opened.databaseHash, fileName: `${dataset.table}.duckdb` }),
      source: sign(system, link, { hash: opened.sourceHash, fileName: dataset.fileName }),
    });
  }),
  get('/apps/:token/packages', async (request) => {
    const link = await openLink(system, tokenOf(request));
    const { name = '', range = '', path = '', ...asked } = request.req.query();
    const wanted = { name, range, path, integrity: asked.integrity, imported: importedOf(request) };
    const found = await findSharedPackage(system, link, wanted);
    const { version, integrity, dependencies, hash, format, notes } = found;
    const url = sign(system, link, { hash, fileName: 'module.js' });
    return json({ name: found.name, version, integrity, dependencies, hash, format, notes, url });
  }),
  get('/apps/:token/files/:name', async (request) => {
    const link = await openLink(system, tokenOf(request));
    const name = request.req.param('name') ?? '';
    const wanted = { name, hash: request.req.query('hash') ?? '', imported: importedOf(request) };
    const { hash } = await openSharedFile(system, link, wanted);
    return json({ url: sign(system, link, { hash, fileName: name }) });
  }),
];

/** How long a file that was opened may be read, also after the link was taken back. */
const readableMinutes = 120;

const sign = (
  system: System,
  { notebookId }: OpenLink,
  { hash, fileName }: { hash: string; fileName: string },
): string =>
  signDataPath(
    system.config,
    { hash },
    { fileName, notebookId, now: system.now(), minutes: readableMinutes },
  );

const get = (path: string, handle: Route['handle']): Route => ({
  method: 'GET',
  path,
  policy: 'signed',
  handle,
});

/** The page is the same for all; it says itself that a link leads nowhere. */
const page = (system: System, path: string, place: 'alone' | 'embedded'): Route =>
  get(path, async (request) => {
    const token = tokenOf(request);
    const link = await openLink(system, token).catch((error): OpenLink | undefined => {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    });
    const origin = originOf(request, system.config);
    const headers = appHeaders(origin, {
      frame: link && place === 'embedded' ? `/embed/${token}/frame.html` : framePath,
      ancestors: place === 'embedded' ? (link?.origins ?? []) : [],
    });
    return html(await readBuilt('app.html'), headers, link ? 200 : 404);
  });

/** The notebook whose cells ask, where they are imported: what is given to them follows from what the link shows, not from this word. */
const importedOf = (request: HonoContext): string | undefined => request.req.query('notebook');

const tokenOf = (request: HonoContext): string => request.req.param('token') ?? '';

const html = (body: Buffer<ArrayBuffer>, headers: Record<string, string>, status = 200) =>
  new Response(body, { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers } });

const json = (body: unknown) =>
  Response.json(body, { headers: { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' } });

async function readBuilt(file: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(join(process.cwd(), 'public/frame', file));
  } catch (cause) {
    throw new AppError('unavailable', 'The pages of apps are not built yet. Start again with `npm start`.', {
      cause,
    });
  }
}

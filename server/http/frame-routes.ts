import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context as HonoContext } from 'hono';
import type { Config } from '../config';
import { AppError } from '../errors';
import { frameHeaders, framePath, headlessHeaders } from './page-headers';
import type { Route, RouteModule } from './route';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
};

/** The frame's documents and its assets as `cli/build-frame.mjs` made them; nothing here depends on who asks. */
export const frameRoutes: RouteModule = ({ config }) => {
  // The process runs in the program's folder: cli/start.mjs sees to it.
  const folder = join(process.cwd(), 'public/frame');
  const serve = (path: string, file: string, headers: (origin: string) => Record<string, string>): Route => ({
    method: 'GET',
    path,
    policy: 'public',
    handle: async (request) =>
      new Response(await readBuilt(folder, file), { headers: headers(originOf(request, config)) }),
  });
  return [
    serve(framePath, 'notebook.html', (origin) => ({
      'Content-Type': 'text/html; charset=utf-8',
      ...frameHeaders(origin),
    })),
    serve('/frame/headless.html', 'headless.html', (origin) => ({
      'Content-Type': 'text/html; charset=utf-8',
      ...headlessHeaders(origin),
    })),
    serve('/frame/manifest.json', 'manifest.json', () => ({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
    })),
    serve('/frame/early.js', 'early.js', () => ({
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
    })),
    {
      method: 'GET',
      path: '/frame/assets/:file',
      policy: 'public',
      fromFrame: true,
      handle: (request) => serveAsset(folder, request),
    },
  ];
};

/** The origin by which the browser reached us: the configured one behind a proxy, else what the checked Host header says. */
export function originOf(request: HonoContext, config: Config): string {
  const configured = new URL(config.url);
  const host = request.req.header('host');
  return !host || host === configured.host ? configured.origin : `http://${host}`;
}

async function serveAsset(folder: string, request: HonoContext): Promise<Response> {
  const file = request.req.param('file') ?? '';
  const extension = /^[a-z0-9-]+-[0-9a-f]{16}\.([a-z0-9]+)$/.exec(file)?.[1];
  const type = extension && types[extension];
  if (!type) throw new AppError('not_found', `The frame has no asset named ${file}.`);
  const path = join(folder, 'assets', file);
  const compressed = /\bbr\b/.test(request.req.header('accept-encoding') ?? '')
    ? await sizeOf(`${path}.br`)
    : undefined;
  const bytes = compressed ?? (await sizeOf(path));
  if (bytes === undefined)
    throw new AppError(
      'not_found',
      `The frame has no asset named ${file}: a newer build took its place. Reload the page.`,
    );
  // Web and Node streams are declared apart but are the same thing here.
  const body = Readable.toWeb(
    createReadStream(compressed === undefined ? path : `${path}.br`),
  ) as ReadableStream;
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Content-Length': String(bytes),
      'Cache-Control': 'public, max-age=31536000, immutable',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Encoding',
      ...(compressed === undefined ? {} : { 'Content-Encoding': 'br' }),
    },
  });
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    (about) => about.size,
    () => undefined,
  );

async function readBuilt(folder: string, file: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(join(folder, file));
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'The notebook frame is not built yet. Run `node cli/build-frame.mjs`, or start again with `npm start`.',
      { cause },
    );
  }
}

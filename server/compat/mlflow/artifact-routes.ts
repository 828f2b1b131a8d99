import { Readable } from 'node:stream';
import type { Context as HonoContext } from 'hono';
import { artifactPath } from '@/cells/tracking/artifact-path';
import type { Context } from '../../context';
import { bodyStream } from '../../http/body-stream';
import type { Route } from '../../http/route';
import * as experiments from '../../services/experiments';
import { answerError, MlflowError } from './errors';
import { requireVersion } from './registry-objects';

/** `mlflow-artifacts:` as clients reach it: bytes in and out of storage, under names that never become paths on this machine. */
const base = '/api/2.0/mlflow-artifacts/artifacts';

/** Runs: `<experiment>/<run>/artifacts/…`. Logged models: `<experiment>/models/<model>/artifacts/…`. */
export function locate(path: string): { owner: experiments.ArtifactOwner; path: string } {
  const model = /^[^/]+\/models\/(m-[0-9a-f]{32})\/artifacts(?:\/(.*))?$/s.exec(path);
  if (model) return { owner: { kind: 'logged-model', id: model[1] ?? '' }, path: model[2] ?? '' };
  const run = /^[^/]+\/([0-9a-f]{32})\/artifacts(?:\/(.*))?$/s.exec(path);
  if (run) return { owner: { kind: 'run', id: run[1] ?? '' }, path: run[2] ?? '' };
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `Invalid path: no artifacts can be at ${path.slice(0, 200)}`,
  );
}

/** The rest of the address, percent-decoded once. */
function asked(request: HonoContext): string {
  const { pathname } = new URL(request.req.url);
  try {
    return decodeURIComponent(pathname.slice(pathname.indexOf(base) + base.length + 1));
  } catch {
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid path: it is not percent-encoded UTF-8.');
  }
}

const route = (
  method: Route['method'],
  policy: Route['policy'],
  path: string,
  answer: (request: HonoContext, context: Context) => Promise<Response>,
): Route => ({
  method,
  path,
  policy,
  maxBody: 'streamed',
  async handle(request, context) {
    try {
      return await answer(request, context);
    } catch (error) {
      const answered = answerError(error);
      if (answered.status === 500) context.log.error('An artifact failed', { path: request.req.path, error });
      return answered;
    }
  },
});

async function receive(request: HonoContext, context: Context): Promise<Response> {
  const { owner, path } = locate(asked(request));
  const checked = artifactPath.safeParse(path);
  if (!checked.success)
    throw new MlflowError('INVALID_PARAMETER_VALUE', `Invalid path: ${checked.error.issues[0]?.message}`);
  await experiments.requireOwner(context, owner);
  const stored = await context.storage.put(bodyStream(request.req.raw));
  await experiments.addArtifact(context, { owner, path, ...stored });
  // A collector may have taken an equal, forgotten file away in between: the client sends it again.
  if (!(await context.storage.has(stored.hash)))
    throw new MlflowError('TEMPORARILY_UNAVAILABLE', 'The file was lost on the way. Send it again.');
  return Response.json({});
}

/** `registry/<model>/<version>/…`: files of a version, which never change. */
function locateVersion(path: string) {
  const [, model, number, rest = ''] = /^registry\/([^/]+)\/(\d{1,9})(?:\/(.*))?$/s.exec(path) ?? [];
  return model === undefined ? undefined : { model, number: Number(number), path: rest };
}

async function send(request: HonoContext, context: Context): Promise<Response> {
  const ofVersion = locateVersion(asked(request));
  if (ofVersion) {
    const { version } = await requireVersion(context, ofVersion.model, ofVersion.number);
    return streamed(context, fileOf(version.files, ofVersion.path), ofVersion.path);
  }
  const { owner, path } = locate(asked(request));
  return streamed(context, await experiments.readArtifact(context, owner, path), path);
}

function streamed(context: Context, file: { hash: string; bytes: number }, path: string): Response {
  const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  // Web and Node streams are declared apart but are the same thing here.
  const body = Readable.toWeb(context.storage.read(file.hash)) as ReadableStream;
  return new Response(file.bytes === 0 ? null : body, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(file.bytes),
      'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
      'Cache-Control': 'no-store',
    },
  });
}

/** Names right below a folder. A file has none: so the client tells one from the other. */
async function list(request: HonoContext, context: Context): Promise<Response> {
  const files = await entriesAt(context, (request.req.query('path') ?? '').replace(/^\/+|\/+$/g, ''));
  return Response.json({
    files: files.map(({ name, bytes }) => ({
      path: name,
      is_dir: bytes === undefined,
      ...(bytes !== undefined && { file_size: bytes }),
    })),
  });
}

async function entriesAt(context: Context, given: string) {
  const ofVersion = locateVersion(given);
  if (!ofVersion) {
    const { owner, path } = locate(given);
    return experiments.listArtifacts(context, owner, path);
  }
  const { version } = await requireVersion(context, ofVersion.model, ofVersion.number);
  const files = Object.entries(version.files).map(([path, { bytes }]) => ({ path, bytes }));
  return experiments.entriesOf(files, ofVersion.path);
}

function fileOf(files: Readonly<Record<string, { hash: string; bytes: number }>>, path: string) {
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (!file)
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `The version has no file ${path.slice(0, 200)}.`);
  return file;
}

async function sendOfVersion(request: HonoContext, context: Context): Promise<Response> {
  const { name = '', version: number = '', path = '' } = request.req.query();
  const { version } = await requireVersion(context, name, Number(number));
  return streamed(context, fileOf(version.files, path), path);
}

async function remove(request: HonoContext, context: Context): Promise<Response> {
  await experiments.removeArtifact(context, locate(asked(request)));
  return Response.json({});
}

async function refuseParts(): Promise<Response> {
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'Multipart upload is not supported for the current artifact repository',
  );
}

async function sendOfRun(request: HonoContext, context: Context): Promise<Response> {
  const { run_id: id = '', path = '' } = request.req.query();
  return streamed(context, await experiments.readArtifact(context, { kind: 'run', id }, path), path);
}

export const artifactRoutes: readonly Route[] = [
  // Before the one with a wildcard, which would answer for it.
  route('GET', 'run.read', base, list),
  route('PUT', 'run.log', `${base}/*`, receive),
  route('GET', 'run.read', `${base}/*`, send),
  route('DELETE', 'run.log', `${base}/*`, remove),
  route('POST', 'run.log', '/api/2.0/mlflow-artifacts/mpu/*', refuseParts),
  route('GET', 'run.read', '/get-artifact', sendOfRun),
  route('GET', 'model.read', '/model-versions/get-artifact', sendOfVersion),
];

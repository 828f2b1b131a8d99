import { Readable } from 'node:stream';
import type { Context } from '../context';
import { AppError } from '../errors';
import {
  listSliceFiles,
  parseReference,
  resolveNumber,
  signStatement,
  sliceFile,
} from '../services/registry';
import { workspaceKey } from '../signing';
import type { RouteModule } from './route';
import { writeZip, type ZipEntry } from './zip';

/** The archive's directory counts to 4 GB; a file is in memory while it is written. */
const largestBundle = 2 * 1024 ** 3;

/**
 * What proves a version to somebody else: `GET /api/models/name@alias/statement` (signed), `…/bundle` (statement, package and
 * data in one archive, which `cellar models verify` runs again anywhere), and the key that signatures are checked with.
 */
export const proofRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/models/:reference/statement',
    policy: 'model.read',
    async handle(request, context) {
      const { envelope } = await signStatement(
        context,
        await versionOf(context, request.req.param('reference')),
      );
      return request.json(envelope);
    },
  },
  {
    method: 'GET',
    path: '/api/models/:reference/bundle',
    policy: 'model.read',
    async handle(request, context) {
      const reference = await versionOf(context, request.req.param('reference'));
      const { version, envelope, key } = await signStatement(context, reference);
      const { storage } = context;
      const hashes = [...new Set(version.data.map(({ hash }) => hash))];
      const beside = await listSliceFiles(context, { versionId: version.id, slice: version.slice });
      const stored = await Promise.all(hashes.map((hash) => storage.size(hash)));
      const all = [...stored, ...beside.map(({ bytes }) => bytes)];
      if (version.bytes + all.reduce((sum, bytes) => sum + bytes, 0) > largestBundle)
        throw new AppError(
          'too_large',
          'Package and data together are larger than 2 GB. Download the package, and copy the data by themselves.',
        );
      const entries: ZipEntry[] = [
        { path: 'statement.json', read: async () => Buffer.from(JSON.stringify(envelope, null, 2)) },
        { path: 'signing-key.pem', read: async () => Buffer.from(key.publicKey) },
        ...Object.entries(version.files)
          .filter(([path]) => path !== sliceFile)
          .map(([path, { hash }]) => ({ path: `package/${path}`, read: () => storage.readAll(hash) })),
        { path: `package/${sliceFile}`, read: async () => Buffer.from(version.slice) },
        ...hashes.map((hash) => ({ path: `data/${hash}`, read: () => storage.readAll(hash) })),
        ...beside.map(({ hash }) => ({ path: `files/${hash}`, read: () => storage.readAll(hash) })),
      ];
      const archive = Readable.toWeb(Readable.from(writeZip(entries, version.createdAt)));
      // Node's and fetch's declarations of the same web stream differ in name only.
      return new Response(archive as unknown as ReadableStream, {
        headers: {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename="${version.model}-v${version.number}.proof.zip"`,
        },
      });
    },
  },
  {
    method: 'GET',
    path: '/api/signing-key',
    policy: 'model.read',
    handle: async (request, context) => request.text(workspaceKey(context.config).publicKey),
  },
];

async function versionOf(context: Context, reference: string | undefined) {
  const { model, target } = parseReference(reference ?? '');
  return { model, version: await resolveNumber(context, { model, target }) };
}

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { System } from '../../context';
import { AppError } from '../../errors';
import { getChecked } from '../../outbound';
import { inMegabytes, limits } from './limits';

const names = z.record(z.string(), z.string());

/** What a registry says of one version; the rest is of no use here. */
const described = z.object({
  version: z.string(),
  dependencies: names.optional(),
  optionalDependencies: names.optional(),
  peerDependencies: names.optional(),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).optional(),
  deprecated: z.unknown().optional(),
  dist: z.object({
    tarball: z.string().max(2000),
    integrity: z.string().max(1000).optional(),
    shasum: z.string().max(100).optional(),
    unpackedSize: z.number().optional(),
  }),
});
export type DescribedVersion = z.infer<typeof described>;

const packument = z.object({
  name: z.string(),
  'dist-tags': names.default({}),
  // Each is read when it is chosen: one that is odd hides no other.
  versions: z.record(z.string(), z.unknown()),
});
export type Packument = z.infer<typeof packument>;

/** The registry of this server, asked for one notebook's wish. Every address, the archives' too, is checked before it is called. */
export interface Registry {
  describe(name: string): Promise<Packument>;
  /** The archive, whose bytes are what the registry says they are. `integrity`: its sha512. */
  fetchArchive(of: {
    name: string;
    described: DescribedVersion;
  }): Promise<{ bytes: Uint8Array; integrity: string }>;
}

/** Nobody answers: what is stored may do. */
export class RegistryUnreachable extends AppError {
  constructor(message: string, cause?: unknown) {
    super('unavailable', message, { cause });
  }
}

/** @throws AppError in words; RegistryUnreachable where there is none to ask */
export function openRegistry(
  { config }: Pick<System, 'config'>,
  { signal, onBytes }: { signal: AbortSignal; onBytes(bytes: number): void },
): Registry {
  const known = new Map<string, Promise<Packument>>();
  const base = config.npmRegistry;
  if (base === undefined)
    throw new RegistryUnreachable(
      'Packages are not fetched on this server (NPM_REGISTRY=off), and this one is not stored. Whoever runs it may allow that.',
    );
  const host = new URL(base).host;
  const get = async (url: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> => {
    try {
      return await getChecked(url, {
        headers: { 'user-agent': 'Cellar', ...headers },
        allowed: config.outboundPrivate,
        signal,
      });
    } catch (cause) {
      if (cause instanceof AppError)
        throw new AppError('forbidden', `No package can be fetched: ${cause.message}`, { cause });
      signal.throwIfAborted();
      throw new RegistryUnreachable(
        `The registry of packages, ${new URL(url).host}, does not answer (${cause instanceof Error ? cause.message : cause}). Packages that were used here before need it no more.`,
        cause,
      );
    }
  };
  const readPackument = async (name: string): Promise<Packument> => {
    const url = new URL(name.replace('/', '%2f'), base.endsWith('/') ? base : `${base}/`).href;
    const response = await get(url, {
      accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8',
      'accept-encoding': 'gzip',
    });
    if (response.statusCode === 404 || response.statusCode === 405) {
      response.destroy();
      throw new AppError('not_found', `There is no package ${name} at ${host}. Check its name.`);
    }
    requireOk(response, host);
    const bytes = await readBounded(
      response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response,
      limits.describedBytes,
      () => `What ${host} says of ${name}`,
    );
    const parsed = packument.safeParse(parseJson(bytes));
    if (!parsed.success)
      throw new AppError('unprocessable', `${host} describes ${name} in a way that is not npm's.`);
    return parsed.data;
  };
  return {
    describe(name) {
      const asked = known.get(name) ?? readPackument(name);
      known.set(name, asked);
      return asked;
    },
    async fetchArchive({ name, described: { version, dist } }) {
      const said = `${name}@${version}`;
      const response = await get(new URL(dist.tarball, base).href, {});
      requireOk(response, new URL(dist.tarball, base).host);
      const bytes = await readBounded(response, limits.archiveBytes, () => `The archive of ${said}`, onBytes);
      if (!isWhatWasPromised(bytes, dist))
        throw new AppError(
          'unprocessable',
          `The archive of ${said} is not what its registry promises: its checksum differs. Nothing of it was used.`,
        );
      return { bytes, integrity: sha512Of(bytes) };
    },
  };
}

export function readDescribed(name: string, { versions }: Packument, version: string): DescribedVersion {
  const parsed = described.safeParse(Object.hasOwn(versions, version) ? versions[version] : undefined);
  if (parsed.success) return parsed.data;
  throw new AppError('not_found', `${name} has no version ${version} that could be fetched.`);
}

export const sha512Of = (bytes: Uint8Array): string =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** By the strongest checksum that the registry gives; without any an archive is not trusted. */
function isWhatWasPromised(bytes: Uint8Array, { integrity, shasum }: DescribedVersion['dist']): boolean {
  const promised = (integrity ?? '').split(/\s+/).filter(Boolean);
  for (const algorithm of ['sha512', 'sha384', 'sha256']) {
    const wanted = promised.filter((one) => one.startsWith(`${algorithm}-`));
    const actual = `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
    if (wanted.length > 0) return wanted.some((one) => one.split('?')[0] === actual);
  }
  // Packages of before 2017 have no other.
  return shasum !== undefined && createHash('sha1').update(bytes).digest('hex') === shasum;
}

function requireOk(response: IncomingMessage, host: string): void {
  if (response.statusCode === 200) return;
  response.destroy();
  throw new RegistryUnreachable(`${host} answers with status ${response.statusCode}. Try again later.`);
}

async function readBounded(
  stream: AsyncIterable<Buffer> & { destroy(): unknown },
  most: number,
  what: () => string,
  onBytes?: (bytes: number) => void,
): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.length;
    onBytes?.(part.length);
    if (bytes > most) {
      stream.destroy();
      throw new AppError(
        'too_large',
        `${what()} is larger than ${inMegabytes(most)}. It is too large for a notebook.`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

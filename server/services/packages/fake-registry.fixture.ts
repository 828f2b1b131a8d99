import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface FakePackage {
  readonly name: string;
  readonly version: string;
  /** Paths as they stand in the archive: `package/index.js`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** What is served in the place of the archive's own. */
  readonly integrity?: string;
  readonly tarball?: string;
  /** A link in the archive: its name, and where it leads. */
  readonly link?: readonly [name: string, to: string];
}

export interface FakeRegistry {
  readonly address: string;
  /** What was asked for, in order. */
  readonly asked: string[];
  add(given: FakePackage): Promise<void>;
  close(): Promise<void>;
}

/** A registry as npm's, on this machine, with the packages that a test gives it. */
export async function startFakeRegistry(port = 0): Promise<FakeRegistry> {
  const asked: string[] = [];
  const described = new Map<string, { versions: Record<string, unknown>; latest: string }>();
  const archives = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1));
    asked.push(path);
    const archive = archives.get(path);
    const about = described.get(path);
    if (archive) response.end(archive);
    else if (about)
      response.end(
        JSON.stringify({ name: path, 'dist-tags': { latest: about.latest }, versions: about.versions }),
      );
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // listening on TCP
  return {
    address,
    asked,
    async add({ name, version, files, manifest = {}, integrity, tarball, link }) {
      const about = { name, version, license: 'MIT', ...manifest };
      const archive = await packFiles({ 'package/package.json': JSON.stringify(about), ...files }, link);
      const place = `archives/${name}-${version}.tgz`;
      archives.set(place, archive);
      const dist = {
        tarball: tarball ?? address + place,
        integrity: integrity ?? `sha512-${createHash('sha512').update(archive).digest('base64')}`,
      };
      const versions = { ...described.get(name)?.versions, [version]: { ...about, dist } };
      described.set(name, { versions, latest: version });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An archive as npm packs it. */
export async function packFiles(files: FakePackage['files'], link?: FakePackage['link']): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content));
  if (link) archive.entry({ name: link[0], type: 'symlink', linkname: link[1] });
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return gzipSync(Buffer.concat(parts));
}

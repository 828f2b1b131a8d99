import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Imports go one way; types count. In each order a room may import what stands left of an arrow before it; rooms between two
 * arrows do not see one another. A room is a folder or a file.
 */
const orders: Readonly<Record<string, string>> = {
  '.': 'cells ← server, components ← app',
  cells:
    'document, statistics, personal, tracking ← compiler ← kernel, bridge, data ← ml ← gates ← kinds ← stdlib ← writing ← frame',
  server:
    'errors, permissions, id, log, metrics ← outbound, storage-url, npm-registry ← config ← db, storage, mail, data-url, duckdb, start-thread, secret, secrets, signing, lock ← queue ← context ← frames ← command ← services ← serving ← api, compat, http, worker ← main ← proof ← program, command-line',
  'server/services':
    'audit, storage ← auth ← webhooks, mails, events ← notebooks, packages ← datasets, connections, comments ← examples, links ← experiments ← searches ← registry ← scorings ← deployments ← monitoring ← alerts ← schedules ← reports ← retention, retraining ← lineage ← settings',
  components: 'ui ← notebook ← api',
};

/** What the orders would forbid and the design wants. Longest prefix first on both sides. */
const exceptions: readonly (readonly [from: RegExp, to: RegExp, because: string])[] = [
  [
    /^cells\/kinds\/[^/]+\/(editor|[a-z]+-fields)\.tsx$/,
    /^components\/(ui|notebook)\//,
    'forms of kinds, and parts of them, are drawn with the interface kit',
  ],
  [/^cells\/frame\//, /^components\/(ui|notebook)\//, 'the frame draws the notebook'],
  [/^server\/http\/app\.ts$/, /^server\/api\/router\.ts$/, 'tRPC is mounted in the one HTTP application'],
  [/^server\/http\/app\.ts$/, /^server\/compat\/[^/]+\/index\.ts$/, 'other APIs are mounted there too'],
  [
    /^server\/compat\//,
    /^server\/http\/(route|body-stream)\.ts$/,
    'a route is described, and what it is sent is read, in one way',
  ],
  [/^components\/api\.tsx$/, /^server\/api\/router\.ts$/, 'the one file that names the server, types only'],
];

/** What the orders would allow and the design does not. */
const refusals: readonly (readonly [from: RegExp, to: RegExp, because: string])[] = [
  [/^(server|app)\//, /^cells\/frame\//, 'the frame is a program of its own'],
  [/^cells\//, /^(next|react-dom\/server)(\/|$)/, 'cells know no Next'],
  [/^cells\/kinds\/[^/]+\/index\.ts$/, /\/run\.tsx?$/, 'pages and server list kinds without loading engines'],
];

const root = join(import.meta.dirname, '..');
const files = ['app', 'cells', 'components', 'server'].flatMap(sourcesIn);
const imports = new Map(files.map((file) => [file, importsOf(file)]));
const edges = [...imports].flatMap(([from, list]) => list.map(({ to }) => ({ from, to })));

describe('import directions', () => {
  it('finds the sources and their imports', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(edges.length).toBeGreaterThan(files.length);
  });

  it('go one way', () => {
    expect(edges.flatMap(({ from, to }) => faultOf(from, to) ?? [])).toEqual([]);
  });

  it('have no cycle, across folders not of types either', () => {
    expect(cycles()).toEqual([]);
  });
});

/** Why `from` may not import `to`, in words; undefined when it may. */
function faultOf(from: string, to: string): string | undefined {
  const refused = refusals.find(([a, b]) => a.test(from) && b.test(to));
  if (refused) return `${from} imports ${to}: ${refused[2]}`;
  if (exceptions.some(([a, b]) => a.test(from) && b.test(to))) return undefined;
  if (!existsSync(join(root, to))) return undefined;
  for (const [folder, order] of Object.entries(orders)) {
    const [mine, theirs] = [roomIn(folder, from), roomIn(folder, to)];
    if (!mine || !theirs || mine === theirs) continue;
    const steps = order.split(' ← ').map((step) => step.split(', '));
    const place = (room: string) => steps.findIndex((step) => step.includes(room));
    if (folder === 'components' && (place(mine) < 0 || place(theirs) < 0)) {
      if (place(mine) >= 0 && mine !== 'api')
        return `${from} imports ${to}: ${folder}/${mine} knows nothing of ${theirs}`;
      continue;
    }
    if (place(mine) < 0) return `${from}: the room ${folder}/${mine} is missing from the order of ${folder}`;
    if (place(theirs) < place(mine) && place(theirs) >= 0) continue;
    return `${from} imports ${to}: in ${folder} the order is ${order}`;
  }
  return undefined;
}

/** The room of `file` in `folder`: the next part of its path, without an extension. */
function roomIn(folder: string, file: string): string | undefined {
  const prefix = folder === '.' ? '' : `${folder}/`;
  if (!file.startsWith(prefix)) return undefined;
  return file
    .slice(prefix.length)
    .split('/')[0]
    ?.replace(/\.tsx?$/, '');
}

/** Source files below `folder` that ship: not tests, nor what only tests use. */
function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !/\.(test|contract|bench|fixture|d)\.tsx?$|\/testing\.tsx?$|\/tests\//.test(file));
}

interface Import {
  readonly to: string;
  readonly isType: boolean;
}

/** What a file imports, exports from or loads: our files as paths, packages by name. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements =
    /(?:^|[\n;])\s*(?:import|export)\b(\s+type\b)?[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statements)].map((match) => ({
    to: resolve(file, match[2] ?? match[3] ?? ''),
    isType: match[1] !== undefined,
  }));
}

function resolve(file: string, specifier: string): string {
  const path = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? normalize(join(dirname(file), specifier))
      : undefined;
  if (path === undefined) return specifier;
  const found = ['', '.ts', '.tsx', '/index.ts', '/index.tsx', '.d.ts'].find(
    (end) => /\.\w+$/.test(path + end) && existsSync(join(root, path + end)),
  );
  return found === undefined ? path : path + found;
}

/** Each cycle once, as `a → b → a`. Only neighbours in one folder may name each other's types. */
function cycles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const { to, isType } of imports.get(file) ?? [])
      if (!isType || dirname(to) !== dirname(file)) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

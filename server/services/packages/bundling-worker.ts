/** A thread that unpacks archives of strangers and makes one module of them. Nothing of them runs; no install script is looked at. */

import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import * as esbuild from 'esbuild';
import type { BundlingAnswer, BundlingTask } from './bundling-messages';
import { inMegabytes, limits } from './limits';
import { fullRoom, unpack } from './unpack';

const task = workerData as BundlingTask; // start-thread hands on what bundle.ts gave

bundle(task)
  .catch(
    (error): BundlingAnswer => ({
      ok: false,
      problem: error instanceof Error ? error.message : String(error),
    }),
  )
  .then((answer) => parentPort?.postMessage(answer));

async function bundle({ folder: given, packages, path }: BundlingTask): Promise<BundlingAnswer> {
  const folder = await realpath(given);
  const [wanted] = packages;
  if (!wanted) throw new Error('No package to bundle.');
  const room = fullRoom();
  const homes = new Map(
    packages.map(({ key, name }) => [key, join(folder, 'store', key, 'node_modules', name)]),
  );
  const licences: Record<string, string> = {};
  for (const { key, archive, needs } of packages) {
    const home = homeOf(homes, key);
    await unpack(archive, home, key, room);
    licences[key] = await readLicence(home);
    // Each finds what it asks for beside itself, in the version that was chosen for it.
    for (const [alias, needed] of needs) {
      const link = join(folder, 'store', key, 'node_modules', alias);
      if (existsSync(link)) continue;
      await mkdir(dirname(link), { recursive: true });
      await symlink(homeOf(homes, needed), link);
    }
  }
  const home = homeOf(homes, wanted.key);
  const result = await build({ folder, home, key: wanted.key, name: wanted.name, path });
  const [output] = result.outputFiles;
  const [about] = Object.values(result.metafile.outputs);
  if (!output || !about?.entryPoint) throw new Error(`${wanted.key} gave no module.`);
  if (output.contents.byteLength > limits.moduleBytes)
    throw new Error(
      `${wanted.key} comes to ${inMegabytes(output.contents.byteLength)} as a module; ${inMegabytes(limits.moduleBytes)} is the most for a notebook. A path within it may be smaller: npm:${wanted.name}/….`,
    );
  const entry =
    Object.values(result.metafile.inputs).length > 0 ? result.metafile.inputs[about.entryPoint] : undefined;
  return {
    ok: true,
    code: output.contents,
    format: result.isStyles ? 'css' : entry?.format === 'esm' ? 'esm' : 'cjs',
    licences,
    notes: result.notes,
  };
}

interface Entry {
  readonly folder: string;
  readonly home: string;
  readonly key: string;
  readonly name: string;
  readonly path: string;
}

async function build({ folder, home, key, name, path }: Entry) {
  const builtins = new Set<string>();
  const styles = new Set<string>();
  const literal = path !== '' && /\.[a-z]+$/i.test(path) && existsSync(join(home, path));
  const isStyles = literal && path.endsWith('.css');
  const resolveDir = join(folder, 'store', key, 'node_modules');
  try {
    const { outputFiles, metafile } = await esbuild.build({
      absWorkingDir: folder,
      entryPoints: [literal ? join(home, path) : path ? `${name}/${path}` : name],
      bundle: true,
      write: false,
      metafile: true,
      outfile: isStyles ? 'module.css' : 'module.js',
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      charset: 'utf8',
      legalComments: 'inline',
      logLevel: 'silent',
      logLimit: 20,
      // What lies around the folder is none of its business.
      tsconfigRaw: '{}',
      define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
      loader: {
        '.css': isStyles ? 'css' : 'empty',
        '.wasm': 'binary',
        '.txt': 'text',
        ...{ '.png': 'dataurl', '.gif': 'dataurl', '.jpg': 'dataurl', '.svg': 'dataurl' },
        ...{ '.jpeg': 'dataurl', '.webp': 'dataurl', '.avif': 'dataurl', '.cur': 'dataurl' },
        ...{
          '.woff': 'dataurl',
          '.woff2': 'dataurl',
          '.ttf': 'dataurl',
          '.otf': 'dataurl',
          '.eot': 'dataurl',
        },
      },
      plugins: [stayInside(folder, resolveDir, { builtins, styles })],
    });
    return { outputFiles, metafile, isStyles, notes: notesOf(key, builtins, isStyles ? new Set() : styles) };
  } catch (error) {
    throw new Error(sayFailure(error, { folder, home, key, name, path }));
  }
}

/** Keeps the bundler in its folder, whatever a package asks for; notes what a browser has not. */
function stayInside(
  folder: string,
  resolveDir: string,
  noted: { builtins: Set<string>; styles: Set<string> },
): esbuild.Plugin {
  return {
    name: 'stay-inside',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, kind, namespace, resolveDir: from, pluginData }) => {
        if (pluginData === asked) return undefined;
        if (kind === 'entry-point' && isAbsolute(path)) return { path };
        if (kind === 'entry-point')
          return build.resolve(path, { kind: 'import-statement', resolveDir, pluginData: asked });
        if (/^https?:/.test(path))
          return kind === 'import-statement'
            ? { errors: [{ text: `it loads code from ${path.slice(0, 200)}, another host` }] }
            : { external: true };
        if (!isBuiltin(path) && !path.startsWith('node:')) return undefined;
        // A package of the same name comes first: events, buffer, process.
        const found = await build.resolve(path.replace(/^node:/, ''), {
          ...{ kind, namespace, resolveDir: from, pluginData: asked },
        });
        if (found.errors.length === 0 && isAbsolute(found.path)) return found;
        // Its package knows that a browser has none, and does without.
        if (found.errors.length === 0) return { path, namespace: 'empty' };
        noted.builtins.add(path.replace(/^node:/, ''));
        return { path, namespace: 'empty' };
      });
      build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
        contents: 'module.exports = {}',
        loader: 'js',
      }));
      build.onLoad({ filter: /.*/ }, async ({ path, namespace }) => {
        if (namespace !== 'file') return undefined;
        const real = await realpath(path);
        if (!real.startsWith(folder + sep))
          return { errors: [{ text: 'it reads a file outside of its package' }] };
        if (real.endsWith('.css')) noted.styles.add(relative(folder, real));
        // Every browser reads the smallest of a font's formats: the others need not come along.
        if (/\.(woff|ttf|otf|eot)$/i.test(real) && existsSync(real.replace(/\.\w+$/, '.woff2')))
          return { contents: '', loader: 'dataurl' };
        return undefined;
      });
    },
  };
}

/** Marks questions of our own. */
const asked = Symbol('asked');

function notesOf(key: string, builtins: ReadonlySet<string>, styles: ReadonlySet<string>): string[] {
  return [
    ...(builtins.size > 0
      ? [
          `${key} asks for ${[...builtins].join(', ')} of Node, which a browser has not: what needs it will fail.`,
        ]
      : []),
    ...(styles.size > 0 ? [sayStyles(key, [...styles])] : []),
  ];
}

/** Styles are imported by themselves: by whom, and whether at all, is the author's choice. */
function sayStyles(key: string, styles: readonly string[]): string {
  // `store/name@1.0.0/node_modules/name/dist/name.css`
  const inPackage = styles[0]?.split(`node_modules${sep}`).at(-1)?.replaceAll(sep, '/');
  return `The styles of ${key} were left out. To have them write: import "npm:${inPackage}".`;
}

function sayFailure(error: unknown, { folder, home, key, name, path }: Entry): string {
  const [first] = (error as Partial<esbuild.BuildFailure>).errors ?? []; // of a build, or of something else
  if (!first)
    return `${key} could not be bundled: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
  if (!first.location && /could not resolve/i.test(first.text))
    return path
      ? `${key} has no ${path}. Its main module is npm:${name}.`
      : `${key} has no module for browsers${existsSync(join(home, 'package.json')) ? '' : ', nor a package.json'}. A path within it may be one: npm:${name}/….`;
  const at = first.location
    ? ` (${first.location.file.replaceAll(folder, '').replace(/^.*node_modules\//, '')})`
    : '';
  return `${key} could not be bundled: ${first.text.slice(0, 300)}${at}.`;
}

function homeOf(homes: ReadonlyMap<string, string>, key: string): string {
  const home = homes.get(key);
  if (home === undefined) throw new Error(`${key} is not among what was fetched.`);
  return home;
}

async function readLicence(home: string): Promise<string> {
  try {
    const { license, licenses } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    const first =
      license ?? (Array.isArray(licenses) ? licenses.map((one) => one?.type ?? one).join(' or ') : undefined);
    const said = typeof first === 'object' && first !== null ? first.type : first;
    return typeof said === 'string' && said ? said.slice(0, 100) : 'not said';
  } catch {
    return 'not said';
  }
}

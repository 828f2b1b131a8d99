import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseManifest } from '@/cells/ml/manifest';
import type { Columns, Metrics, PackageFiles, PackageManifest, Predictions } from '@/cells/ml/model';
import type { System } from '../context';
import type { Difference, Verdict } from '../db/schema/registry';
import { createModelThread } from './model-thread';
import { readProfile, spreadRows } from './spread-rows';

export interface StoredPackage {
  readonly manifest: PackageManifest;
  readonly files: Readonly<Record<string, { hash: string; bytes: number }>>;
}

/** Metrics may differ by this share of their size, predictions by this share of their spread over the training data. */
export const tolerance = 0.01;
const comparedRows = 500;

/**
 * How far a remade package is the stored one: `exact` when every weights file has the same bytes; else `tolerance` when
 * metrics and the answers on rows spread over the training profile are close; else `failed`, with the figure that is furthest.
 * What came out otherwise is listed with both values, an exact re-run's environment and metrics too.
 */
export async function comparePackages(
  system: Pick<System, 'storage' | 'config'>,
  stored: StoredPackage,
  remade: PackageFiles,
): Promise<Verdict> {
  const manifestFile = remade.get('cellar.json');
  if (!manifestFile) return { verdict: 'failed', detail: 'The re-run made a package without cellar.json.' };
  const manifest = parseManifest(manifestFile);
  // As JSON, in any order of keys: what the database gives back has its own.
  if (!isDeepStrictEqual(toPlain(manifest.signature), toPlain(stored.manifest.signature)))
    return {
      verdict: 'failed',
      detail: 'The re-run made a model that takes other inputs or gives other outputs.',
    };
  const differences = [
    ...(await differentWeights(system, stored, remade)),
    ...differentMetrics(stored.manifest.evaluation.metrics, manifest.evaluation.metrics),
    ...differentEnvironment(stored.manifest.environment, manifest.environment),
  ];
  if (!differences.some((difference) => difference.of === 'weights'))
    return { verdict: 'exact', differences };
  const metric = furthestMetric(stored.manifest.evaluation.metrics, manifest.evaluation.metrics);
  const answers = await compareAnswers(system, stored, remade);
  const largest = Math.max(metric.difference, answers);
  const words = `${metric.name} differs by ${percent(metric.difference)}, answers by ${percent(answers)} of their spread (allowed: ${percent(tolerance)})`;
  return largest <= tolerance
    ? { verdict: 'tolerance', detail: `The weights differ, but ${words}.`, largest, differences }
    : { verdict: 'failed', detail: `The re-run made another model: ${words}.`, differences };
}

async function differentWeights(
  { storage }: Pick<System, 'storage'>,
  { manifest, files }: StoredPackage,
  remade: PackageFiles,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const path of manifest.weights) {
    const file = files[path];
    const before = file && (await storage.readAll(file.hash));
    const after = remade.get(path);
    const differing = countDifferent(before, after);
    if (differing > 0 || !before || !after)
      differences.push({
        of: 'weights',
        name: path,
        promoted: before?.byteLength ?? null,
        remade: after?.byteLength ?? null,
        differing,
      });
  }
  return differences;
}

/** Places at which two files differ; all of the longer one's that the other does not have. */
function countDifferent(a: Uint8Array = new Uint8Array(), b: Uint8Array = new Uint8Array()): number {
  const shared = Math.min(a.length, b.length);
  let count = Math.max(a.length, b.length) - shared;
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) count++;
  return count;
}

const differentMetrics = (promoted: Metrics, remade: Metrics): Difference[] =>
  namesOf(promoted, remade).flatMap((name) =>
    Object.is(promoted[name], remade[name])
      ? []
      : { of: 'metric', name, promoted: finite(promoted[name]), remade: finite(remade[name]) },
  );

const differentEnvironment = (
  promoted: PackageManifest['environment'],
  remade: PackageManifest['environment'],
): Difference[] =>
  namesOf(promoted, remade).flatMap((name) =>
    promoted[name] === remade[name]
      ? []
      : { of: 'environment', name, promoted: promoted[name] ?? null, remade: remade[name] ?? null },
  );

const namesOf = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** JSON has no NaN. */
const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;

function furthestMetric(stored: Metrics, remade: Metrics): { name: string; difference: number } {
  let furthest = { name: 'each metric', difference: 0 };
  for (const [name, value] of Object.entries(stored)) {
    const other = remade[name];
    const size = Math.max(Math.abs(value), 1e-9);
    const difference = other === undefined ? Number.POSITIVE_INFINITY : Math.abs(other - value) / size;
    if (difference > furthest.difference) furthest = { name, difference };
  }
  return furthest;
}

async function compareAnswers(
  system: Pick<System, 'storage' | 'config'>,
  stored: StoredPackage,
  remade: PackageFiles,
): Promise<number> {
  const profile = await readProfile(system.storage, stored.files['profile.json']);
  if (!profile) return Number.POSITIVE_INFINITY;
  const rows = spreadRows(stored.manifest.signature, profile, comparedRows);
  const folder = join(system.config.dataFolder, 'temporary', `verify-${randomUUID()}`);
  try {
    const paths = await Promise.all(
      Object.entries(stored.files).map(
        async ([path, { hash }]) => [path, await system.storage.localPath(hash)] as const,
      ),
    );
    const before = await answer(Object.fromEntries(paths), rows);
    const after = await answer(await writeFiles(folder, remade), rows);
    return furthestAnswer(before, after);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bridge checked the paths for length only, so they name no files here. */
async function writeFiles(folder: string, files: PackageFiles): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written: Record<string, string> = {};
  let number = 0;
  for (const [path, bytes] of files) {
    const file = join(folder, String(number++));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    written[path] = file;
  }
  return written;
}

async function answer(files: Record<string, string>, rows: Columns): Promise<Predictions> {
  const thread = createModelThread({ files });
  try {
    await thread.ready;
    return await thread.predict(rows);
  } finally {
    thread.end();
  }
}

/** The largest difference of answers: of probability for classes, else as a share of the range of the numbers. */
export function furthestAnswer(before: Predictions, after: Predictions): number {
  if (before.probabilities && after.probabilities)
    return furthest(before.probabilities.values, after.probabilities.values);
  if (before.values instanceof Float64Array && after.values instanceof Float64Array) {
    const sorted = before.values.toSorted();
    const spread = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
    return furthest(before.values, after.values) / Math.max(spread, 1e-9);
  }
  const rows = before.values.length;
  let others = 0;
  for (let row = 0; row < rows; row++) if (before.values[row] !== after.values[row]) others++;
  return others / Math.max(rows, 1);
}

const furthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

const percent = (share: number) =>
  Number.isFinite(share) ? `${Number((share * 100).toPrecision(2))} %` : 'more than can be said';

const toPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

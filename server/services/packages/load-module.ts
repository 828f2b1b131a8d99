import { and, eq } from 'drizzle-orm';
import semver from 'semver';
import { z } from 'zod';
import { isIntegrity, isVersion } from '@/cells/document/package-lock';
import { isPackageName, isPackagePath, isPackageRange, lockKey } from '@/cells/document/package-specifier';
import { query } from '../../command';
import type { Context, System } from '../../context';
import { packageModules } from '../../db/schema';
import { AppError } from '../../errors';
import { type FetchProgress, fetchModule, type WantedModule } from './fetch-module';
import { RegistryUnreachable } from './registry';
import { findLocked, type StoredModule } from './store-module';

const pinned = z.object({
  name: z.string().refine(isPackageName),
  version: z.string().refine(isVersion),
  integrity: z.string().refine(isIntegrity),
});

export const wantedModule = z.object({
  notebookId: z.string(),
  name: z.string().refine(isPackageName, 'No package has such a name'),
  range: z.string().refine(isPackageRange, 'This is no range of versions'),
  path: z.string().refine(isPackagePath, 'This path leaves its package'),
  locked: z
    .object({
      version: pinned.shape.version,
      integrity: pinned.shape.integrity,
      dependencies: z.array(pinned).max(500).readonly(),
    })
    .optional(),
});

export type LoadedModule =
  | { readonly state: 'fetching'; readonly doing: string; readonly received: number }
  | { readonly state: 'ready'; readonly module: StoredModule };

/** How long one question waits for its answer. */
const answerMs = 800;
/** Nobody has asked for so long: who wanted it is gone. */
const abandonedMs = 15_000;
/** Packages that a notebook may have fetched in an hour: their names leave this server, and could carry what it read. */
const mostAnHour = 60;
/** Fetched at one time; the bundler takes a core each. */
const mostAtOnce = 2;

interface Work {
  readonly progress: FetchProgress;
  readonly done: Promise<StoredModule>;
  readonly stop: AbortController;
  abandon: NodeJS.Timeout;
  /** Somebody was told how far it is, and asks again. */
  isPolled: boolean;
}

interface Works {
  readonly running: Map<string, Work>;
  readonly asked: Map<string, number[]>;
  readonly waiting: (() => void)[];
  atOnce: number;
}

/** They belong to their system, and live as long. */
const worksOf = new WeakMap<System['config'], Works>();

/**
 * The module that an import means: by the notebook's lock where it has one, from storage where it is there, else from the registry. Answers
 * within a second, with how far it is; who asks again goes on waiting, who does not has it stopped.
 */
export const loadModule = query({
  action: 'package.fetch',
  input: wantedModule,
  async run(context, { notebookId, ...wanted }): Promise<LoadedModule> {
    const { locked } = wanted;
    const known = locked && (await findLocked(context, { ...wanted, locked }));
    if (known) return { state: 'ready', module: known };
    const works = openWorks(context);
    const key = JSON.stringify([wanted.name, wanted.range, wanted.path, locked ?? null]);
    const work = works.running.get(key) ?? start(context, works, { key, notebookId, wanted });
    clearTimeout(work.abandon);
    work.abandon = setTimeout(() => work.stop.abort(), abandonedMs).unref();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<LoadedModule>((resolve) => {
      timer = setTimeout(() => {
        work.isPolled = true;
        resolve({ state: 'fetching', ...work.progress });
      }, answerMs);
    });
    const done = work.done.then((module): LoadedModule => ({ state: 'ready', module }));
    return Promise.race([done, late]).finally(() => clearTimeout(timer));
  },
});

function openWorks({ config }: Pick<System, 'config'>): Works {
  const known = worksOf.get(config) ?? { running: new Map(), asked: new Map(), waiting: [], atOnce: 0 };
  worksOf.set(config, known);
  return known;
}

function start(
  context: Context,
  works: Works,
  { key, notebookId, wanted }: { key: string; notebookId: string; wanted: WantedModule },
): Work {
  const progress: FetchProgress = { doing: `looking for ${lockKey(wanted)}`, received: 0 };
  const stop = new AbortController();
  const done = run(context, works, { notebookId, wanted, progress, signal: stop.signal });
  const work: Work = { progress, done, stop, abandon: setTimeout(() => {}, 0), isPolled: false };
  works.running.set(key, work);
  // Whoever polls hears of the end, too; who comes after it begins anew.
  const forget = () => works.running.get(key) === work && works.running.delete(key);
  const end = () => (work.isPolled ? setTimeout(forget, 2 * answerMs).unref() : forget());
  done.then(end, end);
  return work;
}

async function run(
  context: Context,
  works: Works,
  given: { notebookId: string; wanted: WantedModule; progress: FetchProgress; signal: AbortSignal },
): Promise<StoredModule> {
  const { notebookId, wanted, progress, signal } = given;
  try {
    countAsked(context, works, notebookId);
    await takePlace(works);
    try {
      signal.throwIfAborted();
      return await fetchModule(context, wanted, { progress, signal });
    } finally {
      works.atOnce -= 1;
      works.waiting.shift()?.();
    }
  } catch (error) {
    // Nobody to ask: what another notebook has brought may be what is meant.
    const stored = error instanceof RegistryUnreachable ? await findStored(context, wanted) : undefined;
    if (stored) return stored;
    throw signal.aborted
      ? new AppError('timed_out', `Nobody waited for ${lockKey(wanted)} any more.`)
      : inTime(error, wanted);
  }
}

function inTime(error: unknown, wanted: WantedModule): unknown {
  return error instanceof Error && error.name === 'TimeoutError'
    ? new AppError(
        'timed_out',
        `${lockKey(wanted)} did not come within two minutes. Run the cell again to try once more.`,
      )
    : error;
}

function countAsked({ now }: Pick<System, 'now'>, { asked }: Works, notebookId: string): void {
  const at = now().getTime();
  const times = (asked.get(notebookId) ?? []).filter((time) => at - time < 3_600_000);
  if (times.length >= mostAnHour)
    throw new AppError(
      'too_many_requests',
      `This notebook has asked for ${mostAnHour} packages that were not stored within the hour. Wait, or use fewer.`,
    );
  asked.set(notebookId, [...times, at]);
}

async function takePlace(works: Works): Promise<void> {
  while (works.atOnce >= mostAtOnce) await new Promise<void>((resolve) => works.waiting.push(resolve));
  works.atOnce += 1;
}

/** The newest stored one that fits; of a lock, that very version whatever came along. */
async function findStored(context: Context, wanted: WantedModule): Promise<StoredModule | undefined> {
  if (wanted.locked) return undefined;
  const rows = await context.db
    .select()
    .from(packageModules)
    .where(and(eq(packageModules.name, wanted.name), eq(packageModules.path, wanted.path)));
  return rows
    .filter(({ version }) => semver.satisfies(version, wanted.range || '*'))
    .toSorted((a, b) => semver.rcompare(a.version, b.version))[0];
}

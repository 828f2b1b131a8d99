import { artifactLimits, artifactPath, sayTooLarge } from './artifact-path';
import { toJsonNumber } from './metric-point';
import { nameRun } from './name-run';
import type { RunKind, ToldRunEventInput } from './run-event';

type Figures = Readonly<Record<string, number>>;
type History = readonly { readonly step: number; readonly metrics: Figures }[];
type Start = Extract<ToldRunEventInput, { type: 'start' }>;

/** Which run a model came from. */
export interface TrackedRun {
  readonly id: string;
  readonly name: string;
  /**
   * Keeps a value as a file of the run, in place of one of the same path: `await model.run.artifact('report.json', {…})`. Texts, bytes and
   * blobs as they are; tables as .csv, .parquet, .arrow or .json, figures as .svg, .png or .html, all else as JSON. Resolves when it is
   * written down; the server has it then or when it is back.
   * @throws TypeError in words: a path that is none, a value that is no such file, more than a run takes
   */
  artifact(path: string, value: unknown): Promise<void>;
}

/** What is known of a training before it begins. */
export interface TrainingAbout {
  readonly kind: RunKind;
  readonly learner?: string;
  /** Every option with its default; nested ones become `split.testShare`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** What is known of it when it has ended well. */
export interface TrainingOutcome {
  readonly history: History;
  readonly metrics: Figures;
  readonly baseline: Figures;
  readonly tags: Readonly<Record<string, string>>;
  /** A stop kept the best so far. */
  readonly stopped: boolean;
  /** Texts that are kept with it, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** A part of a training that is over: a trial of a search, a fold of a cross-validation. */
export interface TrackedPart {
  readonly kind: 'trial' | 'fold';
  /** From 1, within its training: the same number is the same run, however often it is told. */
  readonly number: number;
  readonly learner: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly status: 'FINISHED' | 'FAILED' | 'KILLED';
  readonly metrics: Figures;
  readonly tags: Readonly<Record<string, string>>;
  readonly durationMs: number;
}

export interface Tracking {
  readonly run: Pick<TrackedRun, 'id' | 'name'>;
  /** Keeps a file; rejects as `TrackedRun.artifact` does. */
  artifact(path: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The curve so far, told now and then, or at once; what was told before is not told again. */
  progress(history: History, when?: 'at once'): void;
  finished(outcome: TrainingOutcome): void;
  failed(error: unknown, stopped: boolean): void;
  /** Runs under this one. */
  parts(ended: readonly TrackedPart[]): void;
}

export interface TrackerServices {
  /** Takes events in the order of calls. A training never waits for it, nor fails by it. */
  send(events: ToldRunEventInput[]): Promise<unknown>;
  /** Where the training stands: the cells that it came from, by their hash, and the data they read. */
  place(cellId: number): Promise<Pick<Start, 'sliceHash' | 'datasets'>>;
  now(): number;
}

/** A run that was interrupted, and the curve that it had told by then. */
export interface InterruptedRun {
  readonly id: string;
  readonly history: History;
}

export type StartTracking = (cellId: number, about: TrainingAbout, interrupted?: InterruptedRun) => Tracking;

/** Points of one event, and the milliseconds in which steps are gathered before they are told. */
const mostPoints = 2000;
const gatherMs = 1000;
/** Two events each, and a hundred cross to the page at once. */
const partsAtOnce = 40;

/** Tells trainings as runs: each its start, its curve as it grows, its end. */
export function createTracker({ send, place, now }: TrackerServices): StartTracking {
  return (cellId, { kind, learner, options, environment }, interrupted) => {
    const id =
      interrupted?.id ??
      crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + hex(byte), '');
    const run = { id, name: nameRun(id) };
    const startedAt = now();
    let told = interrupted?.history.length ?? 0;
    let toldAt = startedAt;
    // The start has to wait for its place; all else follows it.
    const begin = async (): Promise<ToldRunEventInput> => {
      if (interrupted) return { type: 'resume', runId: id, at: startedAt };
      const where = await place(cellId).catch(() => ({}));
      return {
        ...{ type: 'start', runId: id, at: startedAt, name: run.name, kind, learner },
        params: toParams(options),
        environment: { ...environment },
        ...where,
      };
    };
    let queue = begin()
      .then((event) => send([event]))
      .catch(warn);
    const tell = (events: ToldRunEventInput[]) => {
      if (events.length) queue = queue.then(() => send(events)).catch(warn);
    };
    const takeCurve = (history: History): ToldRunEventInput[] => {
      const at = now();
      const points = history.slice(told).flatMap(({ step, metrics }) =>
        Object.entries(metrics).map(([key, value]) => ({
          key: toKey(key),
          value: toJsonNumber(value),
          step,
          timestamp: at,
        })),
      );
      told = Math.max(told, history.length);
      toldAt = at;
      const events: ToldRunEventInput[] = [];
      for (let from = 0; from < points.length; from += mostPoints)
        events.push({ type: 'metrics', runId: id, at, points: points.slice(from, from + mostPoints) });
      return events;
    };
    const toFile = keepWithin(id);
    const encoder = new TextEncoder();
    return {
      run,
      async artifact(path, content) {
        const event = { ...toFile(path, content), at: now() };
        const sent = queue.then(() => send([event]));
        queue = sent.catch(warn);
        await sent;
      },
      progress(history, when) {
        if (when || now() - toldAt >= gatherMs) tell(takeCurve(history));
      },
      finished({ history, metrics, baseline, tags, stopped, files }) {
        const final = [
          ...Object.entries(metrics),
          ...Object.entries(baseline).map(([name, value]) => [`baseline/${name}`, value] as const),
        ].map(([name, value]) => [toKey(name), toJsonNumber(value)]);
        for (const [path, text] of files)
          try {
            tell([{ ...toFile(path, encoder.encode(text)), at: now() }]);
          } catch (error) {
            warn(error);
          }
        tell([
          ...takeCurve(history),
          { type: 'describe', runId: id, at: now(), tags: shorten(tags, 8000) },
          {
            type: 'end',
            runId: id,
            at: now(),
            status: stopped ? 'KILLED' : 'FINISHED',
            metrics: Object.fromEntries(final),
            step: history.at(-1)?.step ?? 0,
          },
        ]);
      },
      failed(error, stopped) {
        const reason = error instanceof Error ? error.message : String(error);
        const tags: Record<string, string> = stopped ? {} : { 'cellar.error': reason };
        tell([
          { type: 'describe', runId: id, at: now(), tags: shorten(tags, 8000) },
          { type: 'end', runId: id, at: now(), status: stopped ? 'KILLED' : 'FAILED' },
        ]);
      },
      parts(ended) {
        for (let from = 0; from < ended.length; from += partsAtOnce)
          tell(ended.slice(from, from + partsAtOnce).flatMap((part) => eventsOf(part, id, now())));
      },
    };
  };
}

/** Makes the events of a run's files, and counts what the run has of them: more than it takes is refused here, where its author reads it. */
function keepWithin(runId: string) {
  const kept = new Map<string, number>();
  return (path: string, content: Uint8Array<ArrayBuffer>) => {
    const checked = artifactPath.safeParse(path);
    if (!checked.success)
      throw new TypeError(`${JSON.stringify(path)}: ${checked.error.issues[0]?.message}.`);
    if (content.byteLength > artifactLimits.fileBytes)
      throw new TypeError(sayTooLarge(path, content.byteLength));
    const sum = [...kept].reduce((bytes, [other, size]) => bytes + (other === path ? 0 : size), 0);
    if (!kept.has(path) && kept.size >= artifactLimits.files)
      throw new TypeError(`A run has ${artifactLimits.files} files of its notebook at most.`);
    if (sum + content.byteLength > artifactLimits.runBytes)
      throw new TypeError(
        `With ${path} the files of this run would have more than ${artifactLimits.runBytes / 1024 ** 2} MB together.`,
      );
    kept.set(path, content.byteLength);
    return { type: 'artifact' as const, runId, path, content };
  };
}

function eventsOf(part: TrackedPart, parentId: string, at: number): ToldRunEventInput[] {
  const { kind, number, learner, options, status, metrics, tags, durationMs } = part;
  // Told again after a reload, it is the run that is there.
  const runId = parentId.slice(0, 24) + number.toString(16).padStart(8, '0');
  return [
    {
      ...{ type: 'start', runId, parentId, kind, learner },
      at: Math.max(0, Math.round(at - durationMs)),
      name: `${kind} ${number}`,
      params: toParams(options),
      tags: shorten(tags, 8000),
    },
    {
      ...{ type: 'end', runId, at, status },
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([name, value]) => [toKey(name), toJsonNumber(value)]),
      ),
    },
  ];
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
const warn = (error: unknown) => console.warn('A run could not be written down:', error);

/** A name as runs allow it: other characters become "_". */
const toKey = (name: string) =>
  name
    .replace(/[^\w.\- :/]/g, '_')
    .split('/')
    .map((part) => (part === '' || part === '.' || part === '..' ? '_' : part))
    .join('/')
    .slice(0, 250);

const shorten = (texts: Readonly<Record<string, string>>, most: number): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [toKey(name), text.slice(0, most)]));

/** `{split: {by: 'random'}}` → `{'split.by': 'random'}`; lists and what holds names of columns stay whole, as JSON. */
export function toParams(options: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  const take = (name: string, value: unknown) => {
    if (value === undefined) return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, part] of Object.entries(value)) take(name ? `${name}.${key}` : key, part);
    else found[name] = typeof value === 'string' ? value : JSON.stringify(value);
  };
  take('', options);
  return shorten(Object.fromEntries(Object.entries(found).slice(0, 1000)), 6000);
}

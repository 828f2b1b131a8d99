import type { EngineAssets } from '../engine-assets';
import { absentBackends, type BackendName, backendLabels, switchBackend } from './backends';

/** How quick a backend is at a network's own step on this machine, or why it is not. */
export type BackendTrial =
  | { readonly name: BackendName; readonly ms: number }
  | { readonly name: BackendName; readonly why: string };

/** What is known of this machine, by the shape of the step. */
export interface BackendMeasurements {
  readonly known: ReadonlyMap<string, readonly BackendTrial[]>;
  learned(shape: string, trials: readonly BackendTrial[]): void;
  /** Milliseconds of a steady clock; the machine's unless told. */
  now?(): number;
}

/** A network like the one to be trained, and a batch. */
export interface TrialStep {
  run(): Promise<unknown>;
  dispose(): void;
}

export interface BackendChoice {
  readonly name: BackendName;
  /** What the person should know of it. */
  readonly notes: readonly string[];
}

export interface ChoiceInput {
  readonly wanted: BackendName | 'auto';
  readonly assets: EngineAssets;
  /** Of the whole training. */
  readonly steps: number;
  readonly shape: string;
  /** Without them `auto` is WASM: trials of a search and folds. */
  readonly measurements?: BackendMeasurements;
  startTrial(): TrialStep;
}

/** A training that WASM does in less is not worth the start of another backend, in milliseconds. */
const worthMs = 20_000;
/** WASM gives the same bits on every machine: another must be clearly quicker. */
const clearly = 1.5;
/** Steps that warm up (shaders are compiled), then those that are timed, for so many milliseconds at most. */
const warmUp = 3;
const timed = 12;
const longestMs = 600;

/**
 * The backend that was asked for; else the quickest at a few steps of this network on this machine. It is left in use.
 * @throws Error in words when the one that was asked for is not available
 */
export async function chooseBackend(input: ChoiceInput): Promise<BackendChoice> {
  const { wanted, assets, measurements } = input;
  if (wanted !== 'auto') {
    await switchBackend(wanted, assets).catch((error: unknown) => {
      throw new Error(`Option backend: ${backendLabels[wanted]} cannot be used here: ${say(error)}.`);
    });
    return { name: wanted, notes: wanted === 'wasm' ? [] : [noteBits(wanted)] };
  }
  const trials = measurements && (await measure(input, measurements));
  const name = trials ? quickest(trials) : 'wasm';
  await switchBackend(name, assets);
  if (!trials || trials.length === 1) return { name, notes: [] };
  return { name, notes: [describeTrials(trials, name), ...(name === 'wasm' ? [] : [noteBits(name)])] };
}

async function measure(
  input: ChoiceInput,
  { known, learned }: BackendMeasurements,
): Promise<readonly BackendTrial[]> {
  const before = known.get(input.shape);
  const wasm = before?.[0] ?? (await tryBackend('wasm', input));
  if (!('ms' in wasm) || wasm.ms * input.steps < worthMs) return [wasm];
  if (before) return before;
  const trials = [wasm, await tryBackend('webgl', input), await tryBackend('cpu', input)];
  learned(input.shape, trials);
  return trials;
}

async function tryBackend(
  name: BackendName,
  { assets, startTrial, measurements }: ChoiceInput,
): Promise<BackendTrial> {
  const clock = measurements?.now ?? (() => performance.now());
  try {
    await switchBackend(name, assets);
    const trial = startTrial();
    try {
      for (let i = 0; i < warmUp; i++) await trial.run();
      const start = clock();
      let steps = 0;
      let elapsed: number;
      do {
        await trial.run();
        steps++;
        elapsed = clock() - start;
      } while (steps < timed && elapsed < longestMs);
      return { name, ms: elapsed / steps };
    } finally {
      trial.dispose();
    }
  } catch (error) {
    return { name, why: say(error) };
  }
}

/** Plain JavaScript is measured to be compared with: it is taken by those who ask for it. */
export function quickest(trials: readonly BackendTrial[]): BackendName {
  const msOf = (name: BackendName) => {
    const trial = trials.find((one) => one.name === name);
    return trial && 'ms' in trial ? trial.ms : Number.POSITIVE_INFINITY;
  };
  return msOf('webgl') * clearly <= msOf('wasm') ? 'webgl' : 'wasm';
}

function describeTrials(trials: readonly BackendTrial[], name: BackendName): string {
  const figures = [...trials]
    .sort((a, b) => Number(b.name === name) - Number(a.name === name))
    .map((trial) =>
      'ms' in trial
        ? `${backendLabels[trial.name]} ${Number(trial.ms.toPrecision(2)).toLocaleString('en')} ms a step`
        : `${backendLabels[trial.name]} not, since ${trial.why}`,
    );
  return `Trained on ${figures[0]}; measured beside it: ${figures.slice(1).join(', ')}. ${absentBackends}.`;
}

const noteBits = (name: BackendName): string =>
  name === 'cpu'
    ? 'Trained on plain JavaScript: other engines round its functions otherwise, so a re-run may differ in the last bits.'
    : 'Trained on WebGL, whose sums differ from one graphics card to another: a re-run elsewhere gives nearly the same weights, not the same bits.';

const say = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

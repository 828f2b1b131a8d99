import type { Dependence, Explanation, Importance, Signature } from '../model';
import type { AskJudged, Told } from './questions';

/** What matters to a model, worked out for somebody who only reads. */
export interface Matters {
  readonly importance: readonly Importance[];
  /** The inputs that matter most, moved. */
  readonly moved: readonly Dependence[];
  /** None where the model cannot tell. */
  readonly explained?: Explanation;
}

const movedInputs = 2;

/** Everything of it by the answers to the questions that a person would ask. */
export async function tellMatters(
  ask: AskJudged,
  { inputs }: Signature,
  { signal, progress }: Told = {},
): Promise<Matters> {
  const part = (start: number, length: number): Told => ({
    signal,
    progress: (fraction) => progress?.(start + length * fraction),
  });
  const importance = await ask({ ask: 'importance' }, part(0, 0.5));
  const movable = new Set(inputs.filter(({ text, content }) => !text && !content).map(({ name }) => name));
  const first = importance.filter(({ feature }) => movable.has(feature)).slice(0, movedInputs);
  const moved: Dependence[] = [];
  for (const [i, { feature }] of first.entries())
    moved.push(await ask({ ask: 'move', feature }, part(0.5 + (0.2 * i) / movedInputs, 0.2 / movedInputs)));
  const explained = await ask({ ask: 'explain' }, part(0.7, 0.3)).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'CannotExplain') return undefined;
    throw error;
  });
  return { importance, moved, ...(explained && { explained }) };
}

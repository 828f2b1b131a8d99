import { inWords } from '../boosted-trees/training-memory';
import type { TrainableLearner } from '../learners-about';
import type { TextReading } from './text-options';

/** What the numbers of all texts may take together. */
const mostBytes = 2e9;

/** Bytes of a text's number: trees read columns of doubles and a bin each, all others a matrix of single precision. */
const bytesOfNumber = (learner: TrainableLearner): number => (learner === 'boosted-trees' ? 9 : 4);

/** @throws Error in words when the numbers that texts become would not fit into memory */
export function refuseTooManyTexts(
  rows: number,
  { columns, buckets }: TextReading,
  learner: TrainableLearner,
): void {
  const each = rows * columns.length * bytesOfNumber(learner);
  if (learner === 'dummy' || each * buckets <= mostBytes) return;
  const fits = Math.floor(mostBytes / each);
  throw new Error(
    `${(rows * columns.length).toLocaleString('en')} texts become ${buckets} numbers each, which takes ${inWords(each * buckets)} of memory, and there can be ${inWords(mostBytes)}. Train on a sample, for example with USING SAMPLE in SQL` +
      (fits >= 8 ? `, or set text.buckets to ${fits} at most.` : '.'),
  );
}

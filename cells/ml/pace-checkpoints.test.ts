import { expect, it } from 'vitest';
import { mostCheckpointBytes, paceCheckpoints } from './pace-checkpoints';

it('a checkpoint is due after a while, and a state that has outgrown what is kept is told once and never made again', () => {
  let time = 0;
  const kept: number[] = [];
  const tooLarge: number[] = [];
  const pace = paceCheckpoints({
    keep: ({ about }) => kept.push(about.step),
    tooLarge: (bytes) => tooLarge.push(bytes),
    now: () => time,
  });
  const keep = (step: number, bytes: number) =>
    pace.keep({
      about: { step, steps: 9, unit: 'epoch' },
      files: new Map([['weights.bin', new Uint8Array(bytes)]]),
      history: [],
    });
  const isDueAt = (at: number) => {
    time = at;
    return pace.isDue();
  };
  expect([isDueAt(4999), isDueAt(5000)]).toEqual([false, true]);
  keep(1, 10_000_000);
  expect([isDueAt(19_999), isDueAt(20_000)]).toEqual([false, true]);
  keep(2, mostCheckpointBytes);
  expect(kept).toEqual([1, 2]);
  time = 1e6;
  keep(3, mostCheckpointBytes + 1);
  expect([kept, tooLarge, isDueAt(1e12)]).toEqual([[1, 2], [mostCheckpointBytes + 1], false]);
});

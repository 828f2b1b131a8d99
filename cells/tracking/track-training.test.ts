import { expect, it } from 'vitest';
import { type ToldRunEventInput, toldRunEvent } from './run-event';
import { createTracker } from './track-training';

function open() {
  const told: string[] = [];
  let place: () => void = () => {};
  const track = createTracker({
    async send(events: ToldRunEventInput[]) {
      for (const event of events.map((given) => toldRunEvent.parse(given)))
        told.push(event.type === 'artifact' ? `${event.path} ${event.content.byteLength}` : event.type);
    },
    place: () => new Promise((resolve) => (place = () => resolve({}))),
    now: () => 1,
  });
  const tracking = track(1, { kind: 'train', options: {}, environment: {} });
  return { told, tracking, begin: () => place() };
}
const bytes = (count: number) => new Uint8Array(count);

it('tells files after the start of their run and before its end, and later ones when they come', async () => {
  const { told, tracking, begin } = open();
  const early = tracking.artifact('early.bin', bytes(3));
  tracking.finished({
    ...{ history: [{ step: 1, metrics: { loss: 1 } }], metrics: {}, baseline: {}, tags: {}, stopped: false },
    files: new Map([['model.json', '{}']]),
  });
  const late = tracking.artifact('folder/late.bin', bytes(4));
  begin();
  await Promise.all([early, late]);
  expect(told).toEqual([
    'start',
    'early.bin 3',
    'model.json 2',
    'metrics',
    'describe',
    'end',
    'folder/late.bin 4',
  ]);
});

it('refuses in words what leads out of the folder, and more than a run takes', async () => {
  const { tracking, begin, told } = open();
  begin();
  await expect(tracking.artifact('../up', bytes(1))).rejects.toThrow('"../up": The path of an artifact is');
  await expect(tracking.artifact('big', bytes(10 * 1024 ** 2 + 1))).rejects.toThrow(
    'big has 10.0 MB; a file of a run has 10 MB at most.',
  );
  for (let i = 0; i < 100; i++) await tracking.artifact(`${i}`, bytes(1));
  await expect(tracking.artifact('one more', bytes(1))).rejects.toThrow('100 files');
  // In place of one that is there.
  await tracking.artifact('7', bytes(2));
  expect(told).toHaveLength(102);
});

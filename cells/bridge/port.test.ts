import { afterEach, expect, test, vi } from 'vitest';
import type { FrameNotice, NoticeBody } from './messages';
import { BridgeError, type FrameAnswers, type Limits, openFrameEnd, openPageEnd } from './port';

const close: (() => void)[] = [];
afterEach(() => {
  for (const end of close.splice(0)) end();
});

function connect(answers: FrameAnswers, limits?: Partial<Limits>) {
  const { port1, port2 } = new MessageChannel();
  const notices: [FrameNotice, unknown][] = [];
  const refusals: string[] = [];
  const onAbuse = vi.fn();
  const page = openPageEnd(port1, {
    answers,
    onNotice: <K extends FrameNotice>(name: K, body: NoticeBody<K>) => void notices.push([name, body]),
    onRefused: (reason) => void refusals.push(reason),
    onAbuse,
    limits,
    now: () => 0,
  });
  const onOrder = vi.fn();
  const frame = openFrameEnd(port2, onOrder);
  close.push(page.close, frame.close);
  return { page, frame, raw: port2, notices, refusals, onOrder, onAbuse };
}

test('a request is answered by its handler', async () => {
  const { frame } = connect({ 'asset.load': async ({ name }) => new Blob([name]) });
  expect(await (await frame.request('asset.load', { name: 'plotly' })).text()).toBe('plotly');
});

test('an error keeps its code and its words', async () => {
  const { frame } = connect({
    'dataset.open': async ({ table }) => {
      throw Object.assign(new Error(`"${table}" is not attached to this notebook.`), { code: 'not_found' });
    },
  });
  const error = await frame.request('dataset.open', { table: 'secrets' }).catch((reason) => reason);
  expect(error).toBeInstanceOf(BridgeError);
  expect(error).toMatchObject({ code: 'not_found', message: '"secrets" is not attached to this notebook.' });
});

test('unknown, unavailable and wrongly shaped requests are refused with the reason', async () => {
  const { frame, raw, refusals } = connect({ 'asset.load': async () => new Blob() });
  // What a forged message would carry.
  await expect(frame.request('settings.read' as 'asset.load', { name: 'x' })).rejects.toMatchObject({
    code: 'unknown_request',
  });
  await expect(frame.request('constructor' as 'asset.load', { name: 'x' })).rejects.toMatchObject({
    code: 'unknown_request',
  });
  await expect(frame.request('dataset.list', {})).rejects.toMatchObject({ code: 'unavailable' });
  await expect(frame.request('asset.load', { name: 5 as unknown as string })).rejects.toMatchObject({
    code: 'bad_request',
  });
  for (const junk of [null, 7, 'hello', [], { type: 'request' }, { type: 'order', name: 'run', body: {} }])
    raw.postMessage(junk);
  await expect.poll(() => refusals).toHaveLength(10);
});

test('a text over its limit is refused', async () => {
  const { frame, refusals, notices } = connect({});
  frame.notify('failed', { message: 'x'.repeat(20_001) });
  frame.notify('failed', { message: 'x' });
  await expect.poll(() => notices).toEqual([['failed', { message: 'x' }]]);
  expect(refusals).toEqual(['The notice "failed" has a wrong shape.']);
});

test('a flood is refused, and ended when it goes on', async () => {
  const { frame, notices, onAbuse } = connect({}, { burst: 10, refused: 50 });
  for (let i = 0; i < 10_000; i += 1) frame.notify('alive', {});
  await expect.poll(() => onAbuse).toHaveBeenCalledTimes(1);
  expect(notices).toHaveLength(10);
});

test('requests beyond the number answered at one time are refused, the others answered', async () => {
  let release = (_: Blob) => {};
  const blob = new Promise<Blob>((resolve) => {
    release = resolve;
  });
  const { frame } = connect({ 'asset.load': () => blob }, { concurrent: 2 });
  const first = [frame.request('asset.load', { name: 'a' }), frame.request('asset.load', { name: 'b' })];
  await expect(frame.request('asset.load', { name: 'c' })).rejects.toMatchObject({
    code: 'too_many_requests',
  });
  release(new Blob());
  await expect(Promise.all(first)).resolves.toHaveLength(2);
  await expect(frame.request('asset.load', { name: 'd' })).resolves.toBeInstanceOf(Blob);
});

test('orders reach the frame, wrong ones do not', async () => {
  const { page, onOrder } = connect({});
  page.order('run', { which: 'everything' as 'all' });
  page.order('run', { which: 'stale' });
  await expect.poll(() => onOrder).toHaveBeenCalledTimes(1);
  expect(onOrder).toHaveBeenCalledWith('run', { which: 'stale' });
});

test('transferred bytes arrive and leave the sender', async () => {
  const { frame } = connect({
    'model.promote': async ({ files }) => ({ model: 'm', version: files.weights?.length ?? 0 }),
  });
  const weights = new Uint8Array(1000);
  const proposal = {
    suggestedName: 'm',
    slice: '',
    sliceCells: [1],
    totalCells: 1,
    output: 'model',
    datasets: [],
    files: { weights },
  };
  await expect(frame.request('model.promote', proposal, [weights.buffer])).resolves.toEqual({
    model: 'm',
    version: 1000,
  });
  expect(weights.length).toBe(0);
});

test('a closed frame rejects what still waits', async () => {
  const { frame } = connect({ 'asset.load': () => new Promise(() => {}) });
  const waiting = frame.request('asset.load', { name: 'a' });
  frame.close();
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
});

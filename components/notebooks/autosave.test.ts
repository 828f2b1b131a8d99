import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAutosave, type Draft, type SaveResult } from './autosave';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const draft = (html: string): Draft => ({ html, title: 't' });

/** A server that keeps revisions, can be away, and can be slow. */
function start() {
  const server = { html: '', revision: 1, away: false, saves: [] as string[], delayMs: 0 };
  const states: string[] = [];
  const saved: string[] = [];
  const autosave = createAutosave({
    revision: 1,
    async save({ html }, baseRevision): Promise<SaveResult> {
      if (server.delayMs) await new Promise((resolve) => setTimeout(resolve, server.delayMs));
      if (server.away) return { kind: 'failed', reason: 'away' };
      if (baseRevision !== server.revision) return { kind: 'conflict' };
      server.revision += 1;
      server.html = html;
      server.saves.push(html);
      return { kind: 'saved', revision: server.revision };
    },
    onState: ({ kind }) => states.push(kind),
    onSaved: ({ html }) => saved.push(html),
  });
  return { server, states, saved, autosave };
}

test('a change is saved within a second and a half of the last keystroke', async () => {
  const { server, states, saved, autosave } = start();
  autosave.changed(draft('a'));
  await vi.advanceTimersByTimeAsync(1000);
  autosave.changed(draft('ab'));
  await vi.advanceTimersByTimeAsync(1499);
  expect(server.saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(server.saves).toEqual(['ab']);
  expect(states.at(-1)).toBe('saved');
  expect(saved).toEqual(['ab']);
});

test('steady typing is saved every ten seconds', async () => {
  const { server, autosave } = start();
  for (let i = 1; i <= 25; i += 1) {
    autosave.changed(draft(`${i}`));
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(server.saves.length).toBeGreaterThanOrEqual(2);
});

test('what is typed during a save is saved after it', async () => {
  const { server, saved, autosave } = start();
  server.delayMs = 500;
  autosave.changed(draft('a'));
  await vi.advanceTimersByTimeAsync(1600);
  autosave.changed(draft('ab'));
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.saves).toEqual(['a', 'ab']);
  expect(saved).toEqual(['ab']);
});

test('while the server is away it keeps trying, less and less often, and loses nothing', async () => {
  const { server, states, autosave } = start();
  server.away = true;
  autosave.changed(draft('a'));
  await vi.advanceTimersByTimeAsync(5000);
  expect(states.at(-1)).toBe('failed');
  autosave.changed(draft('ab'));
  server.away = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(server.html).toBe('ab');
  expect(autosave.state().kind).toBe('saved');
});

test('somebody else’s save is never overwritten until a person chose', async () => {
  const { server, autosave } = start();
  server.revision = 2;
  server.html = 'theirs';
  autosave.changed(draft('mine'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.html).toBe('theirs');
  expect(autosave.state().kind).toBe('conflict');
  autosave.changed(draft('mine, longer'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.html).toBe('theirs');

  autosave.resume(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.html).toBe('mine, longer');
  expect(autosave.revision()).toBe(3);
});

test('taking theirs leaves nothing to save', async () => {
  const { server, autosave } = start();
  server.revision = 2;
  autosave.changed(draft('mine'));
  await vi.advanceTimersByTimeAsync(2000);
  autosave.reset(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.saves).toEqual([]);
  expect(autosave.state().kind).toBe('saved');
});

test('flush saves at once', async () => {
  const { server, autosave } = start();
  autosave.changed(draft('a'));
  await autosave.flush();
  expect(server.html).toBe('a');
});

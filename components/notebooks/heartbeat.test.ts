import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHeartbeat } from './heartbeat';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const about = { visible: true, answers: true, changes: [] as boolean[] };
  const heartbeat = startHeartbeat({
    tolerated: 4,
    ping: () => {
      if (about.answers) heartbeat.alive();
    },
    isVisible: () => about.visible,
    onChange: (busy) => about.changes.push(busy),
  });
  return about;
}

test('a frame that answers is never busy', () => {
  const about = start();
  vi.advanceTimersByTime(60_000);
  expect(about.changes).toEqual([]);
});

test('silence is told after the tolerated pings, and its end too', () => {
  const about = start();
  about.answers = false;
  vi.advanceTimersByTime(4000);
  expect(about.changes).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(about.changes).toEqual([true]);
  about.answers = true;
  vi.advanceTimersByTime(1000);
  expect(about.changes).toEqual([true, false]);
});

test('a hidden page is patient', () => {
  const about = start();
  about.answers = false;
  about.visible = false;
  vi.advanceTimersByTime(60_000);
  expect(about.changes).toEqual([]);
});

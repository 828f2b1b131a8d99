import { expect, it } from 'vitest';
import { createId, createTimedId, readTimeOfId } from './id';

it('are 16 characters, all different', () => {
  const ids = new Set(Array.from({ length: 10_000 }, createId));
  expect(ids.size).toBe(10_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/);
});

it('tell their time when they were made to, also with a row behind them', () => {
  const at = Date.UTC(2026, 10, 21, 7, 20, 1, 234);
  const ids = new Set(Array.from({ length: 10_000 }, () => createTimedId(at + 0.7)));
  expect(ids.size).toBe(10_000);
  for (const id of ids) expect(readTimeOfId(id)).toBe(at);
  expect(readTimeOfId(`${createTimedId(at)}-17`)).toBe(at);
});

it('tell no time otherwise', () => {
  for (const id of [
    '',
    createId(),
    'order-2026-11-21',
    `${createTimedId(0)}x`,
    createTimedId(0).toUpperCase(),
  ])
    expect(readTimeOfId(id)).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMetric,
  formatNumber,
  formatRelative,
  formatValue,
} from './format';

describe('format', () => {
  it('separates thousands and keeps the sign readable', () => {
    expect(formatNumber(17379)).toBe('17\u202f379');
    expect(formatNumber(-1234.5)).toBe('−1\u202f234.5');
    expect(formatNumber(Number.NaN)).toBe('—');
  });
  it('gives metrics three significant digits', () => {
    expect([41.2345, 50.03, 0.93178, 46885.2, 0.00001234, null].map(formatMetric)).toEqual([
      '41.2',
      '50.0',
      '0.932',
      '46\u202f885',
      '1.23e−5',
      '—',
    ]);
  });
  it('leaves whole values whole', () => {
    expect([23, 0, 0.02881, 17379, -5.5].map(formatValue)).toEqual([
      '23',
      '0',
      '0.0288',
      '17\u202f379',
      '−5.5',
    ]);
  });
  it('names sizes and durations with units', () => {
    expect([999, 1_100_000, 36_000_000_000].map(formatBytes)).toEqual([
      '999\u00a0B',
      '1.1\u00a0MB',
      '36\u00a0GB',
    ]);
    expect([12, 1500, 42_000, 125_000, 7_260_000].map(formatDuration)).toEqual([
      '12\u00a0ms',
      '1.5\u00a0s',
      '42\u00a0s',
      '2\u00a0min 5\u00a0s',
      '2\u00a0h 1\u00a0min',
    ]);
  });
  it('counts and tells time in words', () => {
    expect(formatCount(1, 'row')).toBe('1 row');
    expect(formatCount(3476, 'row')).toBe('3\u202f476 rows');
    const now = new Date('2026-01-02T12:00:00Z');
    expect(formatRelative(new Date('2026-01-02T09:00:00Z'), now)).toBe('3 hours ago');
    expect(formatRelative(new Date('2026-01-02T11:59:30Z'), now)).toBe('just now');
  });
});

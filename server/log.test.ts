import { expect, it } from 'vitest';
import { createLog } from './log';

const write = (message: string, facts: Record<string, unknown>) => {
  const lines: string[] = [];
  createLog((line) => lines.push(line)).error(message, facts);
  return lines.join('\n');
};

it('writes what failed, where, and why, on lines of one entry', () => {
  const cause = new Error('no space left');
  const text = write('A call failed', { call: 'notebooks.save', error: new Error('not written', { cause }) });
  expect(text).toMatch(/^\S+Z error A call failed call="notebooks.save"\n {2}Error: not written\n/);
  expect(text).toContain('log.test.ts');
  expect(text).toContain('caused by Error: no space left');
});

it('does not write out a message that holds a whole notebook', () => {
  const text = write('A call failed', { error: new Error(`Failed query: ${'x'.repeat(900_000)}`) });
  expect(text.length).toBeLessThan(10_000);
  expect(text).toContain('… (900014 characters)');
  expect(text).toContain('log.test.ts');
});

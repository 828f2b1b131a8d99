import { expect, it } from 'vitest';
import { arrangementSchema, unarranged } from '@/cells/data/arrangement';
import { askInTime, writeArrangement } from './arrange-rows';

const columns = [
  { name: 'at', type: 'TIMESTAMP', measure: 'time' },
  { name: 'owner', type: 'VARCHAR', measure: 'other' },
  { name: 'picture', type: 'BLOB', measure: 'nested' },
] as const;
const personal = new Map([['owner', 'name']] as const);

it('does not let anyone ask where masked values lie', () => {
  const ask = (arrangement: unknown, search = '') =>
    writeArrangement(columns, personal, { arrangement: arrangementSchema.parse(arrangement), search });
  expect(() => ask({ sorts: [{ column: 1, descending: false }], filters: {} })).toThrow(
    'owner holds personal',
  );
  expect(() => ask({ sorts: [], filters: { 1: { kind: 'contains', text: 'x' } } })).toThrow(
    'owner holds personal',
  );
  const { where } = ask(unarranged, "o'neill");
  expect(where).not.toContain('owner');
  expect(where).toContain("'o''neill'");
  expect(() => ask({ sorts: [], filters: { 0: { kind: 'range', minimum: '2012-02-99' } } })).toThrow(
    'no date',
  );
  expect(() => ask({ sorts: [], filters: { 0: { kind: 'range', minimum: '1; DROP TABLE x' } } })).toThrow();
});

it('says what to do when DuckDB has not enough memory', async () => {
  const fail = async () => {
    throw new Error('Out of Memory Error: failed to pin block');
  };
  await expect(askInTime(true, fail)).rejects.toMatchObject({ code: 'unprocessable' });
});

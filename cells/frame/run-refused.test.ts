import { expect, test } from 'vitest';
import { parseNotebook } from '@/cells/document/parse';
import type { CellRun } from '@/cells/kernel/cell-run';
import { runRefused } from './run-refused';

const { cells } = parseNotebook(`<!doctype html>
<notebook>
  <script id="1" type="application/sql" database="warehouse">SELECT 1</script>
  <script id="2" type="module">await DatabaseClient("warehouse").sql\`SELECT 1\`</script>
  <script id="3" type="application/sql" database="elsewhere">SELECT 1</script>
  <script id="4" type="module">warehouse.missing()</script>
</notebook>`);

const failed = (name: string): CellRun => ({
  ...{ state: 'failed', error: { name, message: 'No.' }, console: [], outputs: [], inputs: [] },
});

test('cells that were refused a connection run again when the notebook is given it, and no others', () => {
  const states = new Map([1, 2, 3].map((id) => [id, failed('BridgeError')]));
  states.set(4, failed('TypeError'));
  const ran: number[] = [];
  const kernel = {
    get: (id: number) => states.get(id) ?? failed('Error'),
    run: (which: readonly number[] | 'all' | 'stale') => void (Array.isArray(which) && ran.push(...which)),
  };
  runRefused(kernel, cells, []);
  expect(ran).toEqual([]);
  runRefused(kernel, cells, ['warehouse']);
  expect(ran).toEqual([1, 2]);
});

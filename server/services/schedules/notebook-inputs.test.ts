import { describe, expect, test } from 'vitest';
import { parseNotebook } from '@/cells/document/parse';
import { listNotebookInputs, withParameters } from './notebook-inputs';

const html = `<!doctype html>
<notebook>
  <title>Rides</title>
  <script id="1" type="application/vnd.cellar.input+json" output="hour">
    {"control": "range", "label": "Hour", "min": 0, "max": 23, "value": 9}
  </script>
  <script id="2" type="application/vnd.cellar.input+json" output="city">
    {"control": "select", "choices": ["Berlin", "Paris"], "value": "Berlin"}
  </script>
  <script id="3" type="application/vnd.cellar.input+json">
    {"control": "toggle", "value": true}
  </script>
  <script id="4" type="application/vnd.cellar.input+json" output="broken">
    {"control":
  </script>
  <script id="5" type="module">display(hour)</script>
</notebook>
`;

test('lists the inputs that have a name, with what stands in them', () => {
  expect(listNotebookInputs(html)).toMatchObject([
    { name: 'hour', options: { control: 'range', label: 'Hour', value: 9 } },
    { name: 'city', options: { control: 'select', value: 'Berlin' } },
  ]);
});

test('writes values into their inputs and leaves the rest as it is', () => {
  const [hour, city, ...rest] = parseNotebook(withParameters(html, { hour: 17, city: 'Paris' })).cells;
  expect(JSON.parse(hour?.source ?? '')).toMatchObject({ min: 0, max: 23, value: 17 });
  expect(JSON.parse(city?.source ?? '')).toMatchObject({ value: 'Paris' });
  expect(rest).toEqual(parseNotebook(html).cells.slice(2));
  expect(withParameters(html, {})).toBe(html);
});

describe('a value that an input would not show is refused', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ minute: 3 }, 'no input named minute. Its inputs are hour, city'],
    [{ hour: 24 }, 'it takes 0 to 23'],
    [{ hour: 'nine' }, 'of another kind'],
    [{ city: 'Rome' }, 'its choices are Berlin, Paris'],
  ])('%j', (parameters, reason) => {
    expect(() => withParameters(html, parameters)).toThrow(reason);
  });
});

import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSystem, type TestSystem } from '../../testing';
import { largestMail } from '../mails';
import type { PicturedCell } from './compose-report';
import type { ExecutionFacts } from './read-facts';
import { writeMails } from './write-mails';

let world: TestSystem;
beforeAll(async () => {
  world = await openTestSystem();
});
afterAll(() => world.close());

const facts = (
  schedule: Partial<NonNullable<ExecutionFacts['schedule']>> = {},
  html = '',
): ExecutionFacts => ({
  // What mails are written from; the other columns say when it runs.
  schedule: {
    ...{
      recipients: ['ada@example.org'],
      failureRecipients: ['ops@example.org'],
      notify: 'always',
      attachPdf: false,
    },
    ...schedule,
  } as NonNullable<ExecutionFacts['schedule']>,
  html: `<!doctype html>\n<notebook>\n  <title>Bikes</title>\n${html}</notebook>\n`,
  title: 'Bikes',
  dueAt: new Date('2026-01-05T06:00:00Z'),
  at: '5 January 2026, 07:00',
  runningAttempt: 1,
  previousChecks: undefined,
  previousCells: [],
  since: new Map(),
  executionUrl: 'http://localhost/executions/one',
});
const script = (id: number) => `  <script id="${id}" type="module">\n    draw()\n  </script>\n`;
const chart = (cellId: number, bytes: number): PicturedCell => ({
  ...{ cellId, name: `chart${cellId}`, kind: 'javascript', state: 'fresh', text: '', console: '' },
  html: `<figure><svg></svg><figcaption>Chart ${cellId}</figcaption></figure>`,
  png: new Uint8Array(bytes),
});
const run = { id: 'one', attempt: 1, log: 'the log', cells: [] as PicturedCell[], checks: [] };
const read = async (mail: Awaited<ReturnType<typeof writeMails>>[number] | undefined) =>
  PostalMime.parse(await world.system.storage.readAll(mail?.stored.eml.hash ?? ''));

test('pictures are left out in order until the mail is small enough, and it says so', async () => {
  const cells = [1, 2, 3].map((id) => chart(id, 900_000));
  const [mail] = await writeMails(world.system, { ...run, cells }, facts({}, [1, 2, 3].map(script).join('')));
  expect(mail?.stored.eml.bytes).toBeLessThan(largestMail);
  const eml = await read(mail);
  expect(eml.attachments.map(({ filename }) => filename)).toEqual(['cell-1.png']);
  expect(eml.text?.match(/left out of this mail for its size/g)).toHaveLength(2);
  expect(eml.text).toContain('See it on the page of the run: http://localhost/executions/one#cell-3');
});

test('pictures are shrunk, no further than they must be, before any is left out', async () => {
  const small = chart(1, 10_000);
  const cells = [small, chart(2, 900_000), chart(3, 900_000)];
  const asked: string[] = [];
  const [mail] = await writeMails(
    world.system,
    {
      ...{ ...run, cells },
      shrink: async (pictures, { scale, type }) => {
        asked.push(`${pictures.length} of ${scale} as ${type}`);
        return pictures.map(({ length }) => new Uint8Array(length * (type === 'png' ? 0.9 : 0.3)));
      },
    },
    facts({}, [1, 2, 3].map(script).join('')),
  );
  const eml = await read(mail);
  expect(asked).toEqual(['2 of 0.5 as png', '2 of 0.5 as jpeg']);
  expect(eml.attachments.map(({ content }) => (content as ArrayBuffer).byteLength)).toEqual([
    10_000, 270_000, 270_000,
  ]);
  expect(eml.text).not.toContain('left out');
});

test('a thousand charts make one mail, and it says how many are elsewhere', async () => {
  const cells = Array.from({ length: 1000 }, (_, i) => chart(i + 1, i < 200 ? 300_000 : 0));
  const html = cells.map(({ cellId }) => script(cellId)).join('');
  const [mail] = await writeMails(world.system, { ...run, cells }, facts({}, html));
  expect(mail?.stored.eml.bytes).toBeLessThan(largestMail);
  expect((await read(mail)).text).toContain('990 more outputs are on the page of the run.');
});

test('what a cell worked out leaves without what is personal in it; what its author wrote stays', async () => {
  const said = (cellId: number, text: string): PicturedCell => {
    const { png: _, ...cell } = chart(cellId, 0);
    return { ...cell, html: `<p>${text}</p>` };
  };
  const html = `  <script id="1" type="text/markdown" data-report="yes">\n    x\n  </script>
  <script id="2" type="module" data-report="yes">\n    draw()\n  </script>\n`;
  const cells = [said(1, 'Write to desk@example.org.'), said(2, 'Longest: ada.lovelace@example.org.')];
  const [mail] = await writeMails(world.system, { ...run, cells }, facts({}, html));
  const { text } = await read(mail);
  expect(text).toContain('desk@example.org');
  expect(text).not.toContain('ada.lovelace@example.org');
});

test('that a value was worked out from fewer rows than there are stands before the numbers', async () => {
  const cut = 'The first 1 000 of more rows.';
  const cells: PicturedCell[] = [
    { ...chart(1, 10), name: 'rides', html: '', cautions: [cut] },
    { ...chart(2, 10), name: '', cautions: [cut] },
  ];
  const [mail] = await writeMails(world.system, { ...run, cells }, facts({}, [1, 2].map(script).join('')));
  const { text, html } = await read(mail);
  expect(text?.split('\n').filter((line) => line.startsWith('▲ '))).toEqual([
    `▲ rides: ${cut}`,
    `▲ Cell 2: ${cut}`,
  ]);
  expect(text?.indexOf(cut)).toBeLessThan(text?.indexOf('Chart 2') ?? 0);
  expect(html).toContain(cut);
});

test('a report that is too large in words alone gives up its tables, and says so', async () => {
  const wide = Array.from({ length: 8 }, (_, i) => `<th>column ${i}</th>`).join('');
  const rows = Array.from(
    { length: 60 },
    () => `<tr>${'<td>ü'.concat('ü'.repeat(290), '</td>').repeat(8)}</tr>`,
  ).join('');
  const cells = Array.from(
    { length: 10 },
    (_, i): PicturedCell => ({
      ...chart(i + 1, 0),
      html: `<table><tr>${wide}</tr>${rows}</table>`,
    }),
  );
  const html = cells.map(({ cellId }) => script(cellId)).join('');
  const [mail] = await writeMails(world.system, { ...run, cells }, facts({}, html));
  expect(mail?.stored.eml.bytes).toBeLessThan(largestMail);
  expect((await read(mail)).text).toMatch(/more rows of this table are on the page of the run/);
});

test('a report that cannot be written is a failure that is told, with the log', async () => {
  const broken = [{ ...chart(1, 10), html: undefined as unknown as string }];
  const [mail, ...others] = await writeMails(world.system, { ...run, cells: broken }, facts({}, script(1)));
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    key: 'failure:one',
    kind: 'failure',
    stored: { recipients: ['ops@example.org'] },
  });
  expect(mail?.stored.subject).toContain('the report could not be written');
  expect((await read(mail)).text).toContain('the log');
});

test('the PDF goes along where it is wanted; where it cannot be made, the mail says why', async () => {
  const wanted = facts({ attachPdf: true }, script(1));
  const cells = [chart(1, 100)];
  const seen: string[] = [];
  const print = async (html: string) => {
    seen.push(html);
    return Buffer.from('%PDF-1.7');
  };
  const [mail] = await writeMails(world.system, { ...run, cells, print }, wanted);
  expect((await read(mail)).attachments.map(({ filename }) => filename)).toEqual([
    'cell-1.png',
    'Bikes-5-January-2026-07-00.pdf',
  ]);
  expect(seen[0]).toContain('data:image/png;base64,');
  expect(seen[0]).not.toContain('Unsubscribe');
  const [without] = await writeMails(
    world.system,
    { ...run, cells, print: async () => Promise.reject(new Error('no browser')) },
    wanted,
  );
  expect((await read(without)).text).toContain('The PDF could not be made: no browser');
});

test('whom a cell names gets it; if it names nobody, those who are told of failures hear of it', async () => {
  const team = { ...chart(1, 10), name: 'team', text: '["bob@example.org", "eve@example.org"]' };
  const [mail, ...others] = await writeMails(
    world.system,
    { ...run, cells: [team] },
    facts({ recipients: ['=team'] }),
  );
  expect(others).toEqual([]);
  expect(mail?.stored.recipients).toEqual(['bob@example.org', 'eve@example.org']);
  const mails = await writeMails(world.system, run, facts({ recipients: ['=team'] }));
  expect(mails.map(({ kind, stored }) => [kind, stored.recipients])).toEqual([
    ['report', []],
    ['notice', ['ops@example.org']],
  ]);
  expect((await read(mails[1])).text).toContain('the notebook has no cell team that ran');
});

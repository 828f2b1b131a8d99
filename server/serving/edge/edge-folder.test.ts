import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { promoteTrained } from '../../services/registry/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { servingOf } from '..';
import { predict } from '../predict';
import { describeEdge, listEdgeFiles } from './edge-folder';

const run = promisify(execFile);
let world: TestSystem;
beforeAll(async () => {
  await run(process.execPath, [
    '-e',
    "import('./cli/build-edge.mjs').then((m) => m.buildEdge(process.cwd()))",
  ]);
  world = await openTestSystem();
}, 60_000);
afterAll(async () => {
  servingOf(world.system).models.dispose();
  await world.close();
});

const data = Array.from({ length: 240 }, (_, i) => ({
  size: (i * 7) % 23,
  colour: ['red', 'blue', 'green'][i % 3],
  when: new Date(Date.UTC(2012, 0, 1 + (i % 60))).toISOString(),
  kind: (i * 7) % 23 > 11 ? 'large' : 'small',
}));
const learners = [
  { learner: 'linear' },
  { learner: 'boosted-trees' },
  { learner: 'random-forest' },
  { learner: 'network', options: { epochs: 3, layers: [8] } },
] as const;
const asked = [
  { size: 3, colour: 'red', when: '2012-01-20T00:00:00.000Z' },
  { size: 20.5, colour: 'mauve', when: '2012-02-20T00:00:00.000Z' },
  { size: 11, colour: 'green', when: '2013-02-20T00:00:00.000Z' },
];

it('answers in Node as the server does, from files alone, with no training rows among them', async () => {
  const { context, folder } = world;
  const script: string[] = [];
  const expected: unknown[] = [];
  for (const options of learners) {
    const model = options.learner;
    await promoteTrained(context, {
      model,
      rows: data,
      options: { target: 'kind', seed: 1, ...options } as never,
    });
    const entries = await listEdgeFiles(context, { model, version: 1 });
    const target = join(folder, 'edge', model);
    for (const { path, bytes, read } of entries) {
      const content = await read();
      expect(content.byteLength).toBe(bytes);
      await mkdir(dirname(join(target, path)), { recursive: true });
      await writeFile(join(target, path), content);
    }
    expect(entries.map(({ path }) => path)).not.toContain('model/held-out.arrow');
    const { bytes } = await describeEdge(context, { model, version: 1 });
    expect(bytes).toBe(entries.reduce((sum, entry) => sum + entry.bytes, 0));
    const { predictions } = await predict(servingOf(world.system), model, asked);
    expected.push(predictions.map(({ id: _, ...answer }) => answer));
    script.push(
      `{ const { open } = await import(${JSON.stringify(pathToFileURL(join(target, 'model.mjs')).href)});
         const model = await open();
         answers.push(await model.predict(${JSON.stringify(asked)}));
         refusals.push(await model.predict([{ ...${JSON.stringify(asked[0])}, size: 'big' }]).catch((error) => error.message)); }`,
    );
  }
  const { stdout } = await run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { fetch } = globalThis;
       globalThis.fetch = (url) => { if (String(url).startsWith('blob:')) return fetch(url); throw new Error('asked ' + url) };
       const answers = [], refusals = [];\n${script.join('\n')}\nconsole.log(JSON.stringify({ answers, refusals }));`,
    ],
    { cwd: folder },
  );
  const { answers, refusals } = JSON.parse(stdout) as { answers: unknown[]; refusals: string[] };
  expect(answers).toEqual(expected);
  expect(new Set(refusals)).toEqual(new Set(['Row 0, field “size”: must be a number, not the text "big".']));
}, 120_000);

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enclosedAttribute, writeEnclosed } from '@/cells/document/enclosed-notebooks';
import { writeFileLock } from '@/cells/document/file-lock';
import { mediaTypeOf } from '@/cells/document/media-types';
import { notebookLockAttribute, writeNotebookLock } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { openFrameServer } from '../http/frame-server';
import { contentTypeOf } from '../services/mails';
import { createNotebook, keepFile } from '../services/notebooks';
import { sizeOf } from '../services/reports';
import { openTestSystem, type TestSystem } from '../testing';
import { answerWithPinnedData } from './answer-pinned-data';
import { closeBrowser, provideFrames, warmBrowser } from './browser';
import { type FrameRun, FrameRunError, runInFrame } from './browser-run';
import { findChromium } from './find-chromium';
import { answerByGrants } from './frame-answers';
import { shrinkIn } from './shrink-pictures';

let world: TestSystem;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  world = await openTestSystem();
  provideFrames(world.system, openFrameServer);
}, 120_000);
afterAll(async () => {
  await closeBrowser(world.system);
  await world.close();
});

const notebook = (...cells: string[]) =>
  `<!doctype html>\n<notebook>\n  <title>Trial</title>\n${cells
    .map((source, i) => `  <script id="${i + 1}" type="module">\n    ${source}\n  </script>\n`)
    .join('')}</notebook>\n`;

const run = (html: string, changes: Partial<FrameRun> = {}) =>
  runInFrame(world.system, {
    html,
    mode: 'execute',
    notebookId: 'trial',
    answer: async () => [],
    pictures: 50,
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    ...changes,
  });

test('freezes what each cell shows, with pictures, checks and console', async () => {
  const { cells, checks, log } = await run(
    notebook(
      'const x = 6 * 7; console.log("computed", x);',
      'display(html`<figure><h2>Answer</h2><svg width=50 height=20></svg><figcaption>It is ${x}</figcaption></figure>`)',
      'display(check("Answer", x === 42, {detail: "it is 42"}))',
    ),
  );
  expect(cells.map(({ state }) => state)).toEqual(['fresh', 'fresh', 'fresh']);
  expect(cells[0]?.console).toBe('log: computed 42');
  expect(cells[1]?.html).toContain('It is 42');
  expect([...(cells[1]?.png?.subarray(1, 4) ?? [])]).toEqual([...Buffer.from('PNG')]);
  expect(checks).toEqual([{ name: 'Answer', ok: true, severity: 'warning', detail: 'it is 42' }]);
  expect(log).toContain('computed 42');
});

test('files beside the notebook are read, imported and shown, and those alone that are its own', async () => {
  const { id } = await createNotebook(world.context, { title: 'Trial' });
  const keep = async (name: string, content: string | Buffer) => {
    const blob = await world.system.storage.put(Buffer.from(content));
    await keepFile(world.context, { notebookId: id, name, blob });
    return { ...blob, type: mediaTypeOf(name) };
  };
  const foreign = await world.system.storage.put(Buffer.from('secret'));
  const files = new Map([
    ['cities.json', await keep('cities.json', '["Oslo"]')],
    ['words.js', await keep('words.js', 'export default (text) => text.toUpperCase();')],
    [
      'look.js',
      await keep('look.js', 'import loud from "./words.js";\nexport const shout = (a) => a.map(loud);'),
    ],
    ['broken.js', await keep('broken.js', 'export const a = 1;\nexport const b = ;')],
    ['pier.svg', await keep('pier.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>')],
    ['foreign.txt', { ...foreign, type: 'text/plain' }],
  ]);
  const html = notebook(
    'import {shout} from "./look.js"; display(shout(await FileAttachment("cities.json").json()).join())',
    'display(md`![Pier](pier.svg)`)',
    'import {a} from "./broken.js"',
    'FileAttachment("foreign.txt").text()',
    'display(html`<img src="./pier.svg" alt="Alone">`)',
  ).replace('<notebook>', `<notebook data-files="${writeFileLock(files)}">`);
  const answers = [
    answerByGrants(world.context, id, { runs: async () => {}, input: async () => {} }),
    answerWithPinnedData(world.context, { data: [], notebookId: id }),
  ];
  for (const answer of answers) {
    const { cells } = await run(html, { notebookId: id, answer, pictures: 0 });
    expect(cells[0]?.text).toContain('"OSLO"');
    expect(cells[1]?.html).toMatch(/<img [^>]*src="data:image\/svg\+xml;base64,/);
    expect(cells[2]?.error).toContain('broken.js, line 2, column 18: Unexpected token');
    expect(cells[4]?.html).toMatch(/<img [^>]*src="data:image\/svg\+xml;base64,/);
    expect(cells[3]?.error).toContain('foreign.txt is listed in this notebook, but is not here');
  }
});

test('a cell that throws is that cell’s error; the others still run', async () => {
  const { cells } = await run(notebook('const a = 1;', 'throw new Error("no luck")', 'display(a)'));
  expect(cells.map(({ state }) => state)).toEqual(['fresh', 'failed', 'fresh']);
  expect(cells[1]?.error).toBe('no luck');
});

test('a slice runs what it imports from its own file, cells that wait to be asked included', async () => {
  const [id, hash] = ['sales', 'a'.repeat(64)];
  const enclosed = notebook('const given = 20;', 'const asked = given + 1;').replace(
    'id="2"',
    'id="2" data-run="manual"',
  );
  const asked: string[] = [];
  const { cells } = await run(
    serializeNotebook({
      ...parseNotebook(
        notebook(
          'import {asked} from "notebook:sales" with {given: "mine"}',
          'const mine = 41',
          'display(asked)',
        ),
      ),
      attributes: {
        [notebookLockAttribute]: writeNotebookLock(new Map([['sales', { id, revision: 3, hash }]])) ?? '',
        [enclosedAttribute]: writeEnclosed([{ id, revision: 3, hash, title: 'Sales', html: enclosed }]) ?? '',
      },
    }),
    {
      async answer(request) {
        asked.push(request);
        return [];
      },
    },
  );
  expect(cells.map(({ state, text, error }) => [state, text, error])).toEqual([
    ['fresh', '', undefined],
    ['fresh', '', undefined],
    ['fresh', '42', undefined],
  ]);
  expect(asked).not.toContain('notebook.import');
});

describe('a notebook that does not come to its end', () => {
  test('an endless loop is ended by the time limit, and the next run is fine', async () => {
    await expect(run(notebook('console.log("before"); while (true);'), { timeoutMs: 4000 })).rejects.toThrow(
      /longer than 4 seconds|was ended/,
    );
    expect((await run(notebook('display(1)'))).cells[0]?.text).toBe('1');
  }, 120_000);

  test('a promise that never settles is ended by the time limit', async () => {
    const error = await run(notebook('console.log("waiting"); await new Promise(() => {})'), {
      timeoutMs: 4000,
    }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(FrameRunError);
    expect((error as FrameRunError).message).toContain('longer than 4 seconds'); // just seen to be one
    expect((error as FrameRunError).log).toContain('waiting');
  });

  test('what it had when its time was up is kept', async () => {
    const html = notebook('display("one")', 'check("Counted", true)', 'await new Promise(() => {})');
    // However slow the machine is: the limit grows until the first cell had its time.
    let error: unknown;
    for (const timeoutMs of [3000, 9000, 27_000]) {
      error = await run(html, { timeoutMs }).catch((failure: unknown) => failure);
      if (error instanceof FrameRunError && error.cells.length > 0) break;
    }
    expect(error).toMatchObject({ cells: [{ text: '"one"' }, {}, {}], checks: [{ name: 'Counted' }] });
    expect((error as FrameRunError).cells[0]?.png).toBeDefined(); // just seen to be one
  }, 120_000);

  test('one that eats memory is ended with what it held, and the next run is fine', async () => {
    const eat =
      'const held = []; for (;;) { held.push(new Uint8Array(20_000_000).fill(1)); await new Promise((go) => setTimeout(go, 20)); }';
    const error = await run(notebook('display("before")', eat), { memoryLimitBytes: 500 * 1024 ** 2 }).catch(
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(FrameRunError);
    expect((error as FrameRunError).message).toMatch(/held \d+ MB of memory, more than the 500 MB/); // as above
    expect((await run(notebook('display(1)'))).cells[0]?.text).toBe('1');
  }, 120_000);

  test('a run that is no longer wanted ends at once', async () => {
    const controller = new AbortController();
    const running = run(notebook('await new Promise(() => {})'), { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toThrow('The run was stopped.');
  });

  test('a browser that dies is replaced', async () => {
    await warmBrowser(world.system);
    const running = run(notebook('await new Promise(() => {})'));
    const closing = closeBrowser(world.system);
    await expect(running).rejects.toBeInstanceOf(FrameRunError);
    await closing;
    expect((await run(notebook('display(2)'))).cells[0]?.text).toBe('2');
  });
});

test('a notebook of very many charts is bounded: all their text is kept, pictures of the first ones', async () => {
  const many = 12;
  const charts = Array.from(
    { length: many },
    (_, i) => `display(html\`<svg width=400 height=2500></svg>${i}\`)`,
  );
  // Together they are higher than what is shown at once.
  const { cells, log } = await run(notebook(...charts), { pictures: 6 });
  expect(cells).toHaveLength(many);
  expect(cells.at(-1)?.text).toBe(String(many - 1));
  const pictures = cells.flatMap(({ png }) => (png ? [png] : []));
  expect(pictures).toHaveLength(6);
  expect(log).toContain(`${many} cells show something`);
  const shrink = shrinkIn(world.system);
  const whole = sizeOf(pictures[5] ?? new Uint8Array());
  const [half] = await shrink(pictures.slice(5), { scale: 0.5, type: 'png' });
  expect(sizeOf(half ?? new Uint8Array())).toEqual({ width: whole.width / 2, height: whole.height / 2 });
  const [photo] = await shrink(pictures.slice(5), { scale: 0.5, type: 'jpeg' });
  expect(contentTypeOf(photo ?? new Uint8Array())).toBe('image/jpeg');
});

test('reaches nothing but its own frame: no API, no other host', async () => {
  const { cells } = await run(
    notebook(
      'const refused = await Promise.all(["/api/trpc/notebooks.list", "http://127.0.0.1:1/", "https://example.org/"].map((url) => fetch(url).then(() => "reached", () => "refused"))); display(refused.join(" "))',
    ),
  );
  expect(cells[0]?.text).toContain('"refused refused refused"');
});

test('a request that a scheduled run may not make is refused in words', async () => {
  const { cells, log } = await run(notebook('await models.read("bike-demand")'), {
    answer: async () => {
      throw new Error('a secret of the server');
    },
  });
  expect(cells[0]?.state).toBe('failed');
  expect(`${cells[0]?.error} ${log}`).not.toContain('a secret of the server');
});

test('without any browser, says what to do', async () => {
  const nowhere = { chromePath: '/no/such/chromium', dataFolder: world.folder };
  const found = findChromium(nowhere, { systemPaths: [], packaged: false });
  await expect(found).rejects.toMatchObject({ code: 'unavailable' });
  await expect(found).rejects.toThrow('CHROME_PATH is /no/such/chromium, which cannot be run');
});

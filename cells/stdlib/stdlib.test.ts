// @vitest-environment jsdom
import { expect, test } from 'vitest';
import * as libraries from '@/cells/frame/libraries/observable';
import * as Generators from './generators';
import { createMarkdown } from './markdown';
import { Mutable } from './mutable';
import { builtinDocs } from './names';
import { createObservable, type ObservableLibraries } from './observable';

const load = async () => libraries as ObservableLibraries;

test('the libraries are fetched once, at first use, and again after a failure', async () => {
  let fetched = 0;
  const importAsset = async () => {
    fetched += 1;
    if (fetched === 1) throw new Error('offline');
    return libraries as never;
  };
  const { builtins } = createObservable({ importAsset });
  const make = (name: keyof typeof builtins) =>
    'make' in builtins[name] ? builtins[name].make() : undefined;
  await expect(make('d3')).rejects.toThrow('offline');
  expect(await make('d3')).toBe(libraries.d3);
  expect(await make('html')).toBe(libraries.htl.html);
  expect(fetched).toBe(2);
});

test('md writes Markdown, puts nodes in their places, and escapes nothing of the author', async () => {
  const md = await createMarkdown(load);
  const node = document.createElement('button');
  node.textContent = 'press';
  const root = md`# Title ${1 + 1}

- ${node} and ${[1, node.cloneNode(true)]}${null}

| a | b |
|---|---|
| ${document.createTextNode('cell')} | ${undefined} |

\`code\``;
  expect(root.querySelector('h1')?.textContent).toBe('Title 2');
  expect(root.querySelector('li')?.firstElementChild).toBe(node);
  expect(root.querySelectorAll('button')).toHaveLength(2);
  expect(root.querySelector('td')?.textContent).toBe('cell');
  expect(root.querySelector('code')?.textContent).toBe('code');
  expect(root.textContent).not.toContain('undefined');
});

test('a text has tasks, footnotes of its own, and formulas beside prices', async () => {
  const md = await createMarkdown(load);
  const typeset = (source: string, isBlock: boolean) =>
    Object.assign(document.createElement('var'), { textContent: source, title: isBlock ? 'block' : 'line' });
  const prose = md.typeset({ typeset });
  const root = prose`- [x] done
- [ ] open

Costs \$5 or $6 and $7, not $8. A mass $m = ${2}\\,kg$ and $x$, \`$code$\`.[^a]

$$
E = mc^2
$$

[^a]: Said once.`;
  const found = [...root.querySelectorAll('var')].map(({ textContent, title }) => `${title} ${textContent}`);
  expect(found).toEqual(['line m = 2\\,kg', 'line x', 'block E = mc^2']);
  expect(root.querySelectorAll('.md-task input')).toHaveLength(2);
  expect(root.textContent).toContain('Costs $5 or $6 and $7, not $8.');
  expect(root.querySelector('code')?.textContent).toBe('$code$');
  const other = prose`Again.[^a]

[^a]: Said elsewhere.`;
  const note = (one: Element) => one.querySelector('section li')?.id;
  expect(note(root)).toBeTruthy();
  expect(note(other)).not.toBe(note(root));
  expect(md`$x$`.querySelector('var')).toBeNull();
});

test('Mutable gives its values, the latest when several come at once', async () => {
  const mutable = Mutable(1);
  expect((await mutable.next()).value).toBe(1);
  mutable.value = 2;
  mutable.value = 3;
  expect(mutable.value).toBe(3);
  expect((await mutable.next()).value).toBe(3);
  await mutable.return(undefined);
  expect((await mutable.next()).done).toBe(true);
});

test('observe calls back when nobody listens any more; queue passes over nothing', async () => {
  let ended = 0;
  const observed = Generators.observe<number>(() => () => {
    ended += 1;
  });
  const waiting = observed.next();
  await observed.return(undefined);
  expect(await waiting).toEqual({ done: true, value: undefined });
  await observed.return(undefined);
  expect(ended).toBe(1);

  const queue = Generators.queue<number>((notify) => {
    for (const i of [1, 2, 3]) notify(i);
  });
  expect([(await queue.next()).value, (await queue.next()).value, (await queue.next()).value]).toEqual([
    1, 2, 3,
  ]);

  let later: (value: number) => number = (value) => value;
  const empty = Generators.queue<number>((notify) => {
    later = notify;
    return undefined;
  });
  const first = empty.next();
  later(7);
  expect((await first).value).toBe(7);
});

test('input follows an element, by the event and value that its type has', async () => {
  const checkbox = Object.assign(document.createElement('input'), { type: 'checkbox' });
  const values = Generators.input(checkbox);
  expect((await values.next()).value).toBe(false);
  checkbox.click();
  expect((await values.next()).value).toBe(true);
  const file = Object.assign(document.createElement('input'), { type: 'file' });
  const pending = Generators.input(file).next();
  expect(await Promise.race([pending, Promise.resolve('nothing yet')])).toBe('nothing yet');
});

test('every builtin is described once', () => {
  const names = builtinDocs.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { signature, doc } of builtinDocs) {
    expect(signature).not.toBe('');
    expect(doc).toMatch(/\.$/);
  }
});

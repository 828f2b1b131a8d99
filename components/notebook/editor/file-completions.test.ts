import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { filesAttribute, writeFileLock } from '@/cells/document/file-lock';
import type { CellKind } from '@/cells/document/notebook';
import { fileCompletions } from './file-completions';

const file = (type: string) => ({ hash: 'a'.repeat(64), bytes: 1, type });
const attributes = {
  [filesAttribute]:
    writeFileLock(
      new Map([
        ['look.js', file('text/javascript')],
        ['pier.png', file('image/png')],
        ['towns.json', file('application/json')],
      ]),
    ) ?? '',
};

/** What is offered at the end of a text, in place of how much of it. */
async function offered(doc: string, kind: CellKind = 'javascript') {
  const context = new CompletionContext(EditorState.create({ doc }), doc.length, false);
  const result = await fileCompletions(kind, () => ({ attributes }))(context);
  return result && [doc.slice(result.from), ...result.options.map(({ label }) => label)];
}

test('files complete where a name of one is written', async () => {
  expect(await offered('const a = 1;\nFileAttachment("to')).toEqual([
    'to',
    'look.js',
    'pier.png',
    'towns.json',
  ]);
  expect(await offered("import {f} from './")).toEqual(['', 'look.js', 'towns.json']);
  expect(await offered('await import("./lo', 'typescript')).toEqual(['lo', 'look.js', 'towns.json']);
  expect(await offered('See ![the pier](p', 'markdown')).toEqual(['p', 'pier.png']);
});

test('nowhere else', async () => {
  for (const text of ['"to', 'from "npm:', 'FileAttachment("a.json").', 'import {f} from "'])
    expect(await offered(text), text).toBeNull();
  expect(await offered('import x from "./', 'markdown')).toBeNull();
});

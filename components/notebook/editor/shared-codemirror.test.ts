import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { sharedCodeMirror } from './shared-codemirror';

it('what Vim imports of the editor is shared with it', () => {
  const text = readFileSync(
    createRequire(import.meta.url)
      .resolve('@replit/codemirror-vim')
      .replace(/\.cjs$/, '.js'),
    'utf8',
  );
  const imports = [...text.matchAll(/^import \{([^}]+)\} from '(@codemirror\/\w+)'/gm)];
  const missing = imports.flatMap(([, names = '', module = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => !(name in (sharedCodeMirror[module] ?? {}))),
  );
  expect(imports.length).toBeGreaterThan(3);
  expect(missing).toEqual([]);
});

import { expect, test } from 'vitest';
import { codeFor } from './file-code';

test('a file is used by what its kind is read with', () => {
  expect(codeFor('a "b".json', 'application/json')).toBe('FileAttachment("a \\"b\\".json").json()');
  expect(codeFor('pier.webp', 'image/webp')).toBe('FileAttachment("pier.webp").image()');
  expect(codeFor('notes.txt', 'text/plain')).toBe('FileAttachment("notes.txt").text()');
  expect(codeFor('model.bin', 'application/octet-stream')).toBe('FileAttachment("model.bin").arrayBuffer()');
  expect(codeFor('look.css', 'text/css')).toBe('import "./look.css"');
});

test('a module is imported by the names that it exports', () => {
  const code = (text: string) => codeFor('look.js', 'text/javascript', text);
  expect(code('export const a = 1;\nexport async function b() {}\nconst c = 1;\nexport {c, d as e};')).toBe(
    'import {a, b, c, e} from "./look.js"',
  );
  expect(code('export default 1;\nexport class A {}')).toBe('import it, {A} from "./look.js"');
  expect(code('globalThis.x = 1')).toBe('import * as it from "./look.js"');
});

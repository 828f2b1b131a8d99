import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { ApiRouter } from '../api/router';
import type { Config } from '../config';
import { AppError, type ErrorCode, errorStatus } from '../errors';

/** Asks the server at CELLAR_URL for `path`. Throws AppError when it does not answer, and in its words when it refuses. */
export async function askServer(
  { url }: Pick<Config, 'url'>,
  path: string,
  { otherwise = '', ...init }: RequestInit & { otherwise?: string; duplex?: 'half' } = {},
): Promise<Response> {
  const response = await fetch(`${url}${path}`, init).catch((cause: unknown) => {
    throw unanswered(url, otherwise, cause);
  });
  if (!response.ok) throw new AppError('unprocessable', await refusal(response));
  return response;
}

function unanswered(url: string, otherwise: string, cause: unknown): AppError {
  const words = isTimeout(cause)
    ? `The server at ${url} took the request and has not answered for minutes. It may still be at work on it: look there whether it is done before you send it again.`
    : `No server answers at ${url}. Start it, or set CELLAR_URL${otherwise}.`;
  return new AppError('unavailable', words, { cause });
}

/** Node's fetch waits five minutes for an answer, then says so as the cause of the cause. Waiting for a connection is not meant. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error &&
  (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test('code' in error ? String(error.code) : '') ||
    isTimeout(error.cause));

async function refusal(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } | string };
    const message = typeof error === 'string' ? error : error?.message;
    if (message) return message;
  } catch {} // not ours: told by its status
  return `The server answered ${response.status}: ${text.slice(0, 300)}`;
}

export type ServerApi = ReturnType<typeof createTRPCClient<ApiRouter>>;

/** The procedures of the server at CELLAR_URL. What it refuses is an AppError in its words. */
export async function callServer<T>(
  { url }: Pick<Config, 'url'>,
  call: (api: ServerApi) => Promise<T>,
): Promise<T> {
  try {
    return await call(createTRPCClient<ApiRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] }));
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    if (!error.data) throw unanswered(url, '', error);
    const code: unknown = error.data.code;
    throw new AppError(isCode(code) ? code : 'unprocessable', error.message, { cause: error });
  }
}

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errorStatus;

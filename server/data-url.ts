import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Config } from './config';

/** A stored file: a blob by its hash, or a named file by its storage key. */
export type DataFile = { readonly hash: string } | { readonly key: string };

export interface DataUrlOptions {
  /** Shown in the URL, and the name under which it is downloaded. */
  readonly fileName: string;
  /** The notebook for which it is made: part of what is signed. */
  readonly notebookId: string;
  readonly now: Date;
  readonly minutes?: number;
}

const payload = z.object({
  hash: z.string().optional(),
  key: z.string().optional(),
  notebookId: z.string(),
  /** Milliseconds since 1970. */
  expires: z.number(),
});

/**
 * Path of a short-lived URL that lets whoever holds it read one file. The door puts the origin before it by which its reader
 * reaches this server.
 */
export function signDataPath(
  config: Pick<Config, 'secret'>,
  file: DataFile,
  options: DataUrlOptions,
): string {
  const expires = options.now.getTime() + (options.minutes ?? 12 * 60) * 60_000;
  const body = Buffer.from(JSON.stringify({ ...file, notebookId: options.notebookId, expires })).toString(
    'base64url',
  );
  return `/data/${body}.${signature(config, body)}/${encodeURIComponent(options.fileName)}`;
}

/** As `signDataPath`, with an origin such as `http://127.0.0.1:3000`. */
export const signDataUrl = (
  config: Pick<Config, 'secret'>,
  baseUrl: string,
  file: DataFile,
  options: DataUrlOptions,
): string => baseUrl.replace(/\/$/, '') + signDataPath(config, file, options);

/** The file that a token stands for; undefined when it is forged, malformed or out of date. */
export function verifyDataToken(
  config: Pick<Config, 'secret'>,
  token: string,
  now: Date,
): DataFile | undefined {
  const [body = '', given = '', ...rest] = token.split('.');
  if (rest.length > 0) return undefined;
  const expected = Buffer.from(signature(config, body));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return undefined;
  const parsed = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!parsed.success || parsed.data.expires < now.getTime()) return undefined;
  const { hash, key } = parsed.data;
  if (hash) return { hash };
  return key ? { key } : undefined;
}

const signature = ({ secret }: Pick<Config, 'secret'>, body: string): string =>
  createHmac('sha256', secret).update(`data-url:${body}`).digest('base64url');

import { z } from 'zod';
import { AppError } from '../errors';

/** Whom a request is about, as its caller names them. */
export const subjectKey = z
  .string()
  .regex(/^[^\p{Cc}]{1,200}$/u, 'A key has 1 to 200 characters, none of them a control character');

export const keyHeader = 'X-Prediction-Key';

/** What the headers of a request say of who asks, and about whom: the same in every protocol. */
export interface Caller {
  readonly key?: string;
  /** The API key that it shows, or a pass of the page. */
  readonly secret?: string;
  /** Id of the request, where its caller gave one. */
  readonly request?: string;
}

/** @throws AppError bad_request when the key cannot be one */
export function readCaller(header: (name: string) => string | undefined): Caller {
  const given = header(keyHeader);
  const [, bearer] = /^Bearer +(\S+)$/i.exec(header('authorization') ?? '') ?? [];
  const secret = bearer ?? header('x-api-key');
  const shown = secret === undefined ? {} : { secret };
  if (given === undefined) return shown;
  const key = subjectKey.safeParse(decodeText(given));
  if (key.success) return { ...shown, key: key.data };
  throw new AppError('bad_request', `${key.error.issues[0]?.message} (header ${keyHeader}).`);
}

/** Node gives the bytes of a header as Latin-1; programs that send more than ASCII send UTF-8. */
function decodeText(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}

import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody finds one by trying. */
export const createToken = (): string => randomBytes(32).toString('base64url');

export const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** What a token is sealed for: of another link it does not open. */
export const ownerOf = (linkId: string): string => `link:${linkId}`;

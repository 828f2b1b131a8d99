import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new identifier: 16 characters of Crockford's base 32, 80 random bits. */
export function createId(): string {
  return write(randomBits(10), 16);
}

/** An identifier of the same look that tells when it was made: 45 bits of milliseconds since 1970, then 55 random bits. */
export function createTimedId(at: number): string {
  return write(BigInt(Math.floor(at)), 9) + write(randomBits(7), 11);
}

/** When the timed id at the beginning of `id` was made; undefined when there is none. Anybody may have written it: it is a hint. */
export function readTimeOfId(id: string): number | undefined {
  if (!/^[0-9a-hjkmnp-tv-z]{20}(?![0-9a-z])/.test(id)) return undefined;
  let at = 0;
  for (const digit of id.slice(0, 9)) at = at * 32 + alphabet.indexOf(digit);
  return at;
}

function randomBits(bytes: number): bigint {
  let bits = 0n;
  for (const byte of randomBytes(bytes)) bits = (bits << 8n) | BigInt(byte);
  return bits;
}

/** The lowest bits, five to a character. */
function write(bits: bigint, characters: number): string {
  let text = '';
  for (let i = 0; i < characters; i++) {
    text = alphabet[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

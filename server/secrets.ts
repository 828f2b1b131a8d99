import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from './config';
import { AppError } from './errors';

/** What stands before a sealed secret, so that one that was stored before can be told from it. */
const prefix = 'sealed:v1:';

/**
 * Secrets of others as the database keeps them: AES-256-GCM (NIST SP 800-38D) with a key that is derived from the secret of the
 * workspace (HKDF, RFC 5869). Whoever has the database alone reads none. `owner` is bound to the text: moved to another row, it does
 * not open.
 */
export interface SecretBox {
  seal(secret: string, owner: string): string;
  /** A secret that was stored before there were boxes is given as it is. @throws AppError when it does not open */
  open(stored: string, owner: string): string;
}

export const isSealed = (stored: string): boolean => stored.startsWith(prefix);

export function createSecretBox({ secret }: Pick<Config, 'secret'>): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'cellar: secrets at rest', 32));
  return {
    seal(text, owner) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(stored, owner) {
      if (!isSealed(stored)) return stored;
      const bytes = Buffer.from(stored.slice(prefix.length), 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
          .setAAD(Buffer.from(owner))
          .setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError(
          'unprocessable',
          'Its secret was stored under another secret of the workspace, or was changed: it cannot be read. Remove it, and make it anew.',
          { cause },
        );
      }
    },
  };
}

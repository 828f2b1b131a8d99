import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { z } from 'zod';
import type { Config } from './config';
import { AppError } from './errors';

/** Dead Simple Signing Envelope 1.0 (secure-systems-lab/dsse): what it signs is its type and its bytes together. */
export const envelopeSchema = z.object({
  payloadType: z.string().max(200),
  /** Base64. */
  payload: z.string().max(64_000_000),
  signatures: z
    .array(z.object({ keyid: z.string().max(200), sig: z.string().max(200) }))
    .min(1)
    .max(10),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export interface SigningKey {
  /** `SHA256:` and the hash of the public key in base64, as SSH writes fingerprints. */
  readonly fingerprint: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
  sign(payloadType: string, payload: Uint8Array): Envelope;
}

/**
 * The Ed25519 key of the workspace (RFC 8032), derived from its secret (HKDF, RFC 5869): all processes of a workspace have the
 * same, and there is one thing to keep safe, not two.
 */
export function workspaceKey({ secret }: Pick<Config, 'secret'>): SigningKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'cellar: signing of model versions', 32));
  // PKCS #8 of an Ed25519 key is these bytes and the seed (RFC 8410).
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key);
  const fingerprint = fingerprintOf(publicKey);
  return {
    fingerprint,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (payloadType, payload) => ({
      payloadType,
      payload: Buffer.from(payload).toString('base64'),
      signatures: [
        { keyid: fingerprint, sig: sign(null, whatIsSigned(payloadType, payload), key).toString('base64') },
      ],
    }),
  };
}

/**
 * The payload of an envelope that `publicKey` (PEM) signed, and the key's fingerprint.
 * @throws AppError unprocessable when it did not, or when the envelope or the key cannot be read
 */
export function openEnvelope(
  given: unknown,
  publicKey: string,
): { payloadType: string; payload: Buffer; fingerprint: string } {
  const parsed = envelopeSchema.safeParse(given);
  if (!parsed.success)
    throw new AppError('unprocessable', 'This is no signed statement: it does not have the form of one.');
  const key = readPublicKey(publicKey);
  const { payloadType, payload, signatures } = parsed.data;
  const bytes = Buffer.from(payload, 'base64');
  const signed = whatIsSigned(payloadType, bytes);
  if (!signatures.some(({ sig }) => verify(null, signed, key, Buffer.from(sig, 'base64'))))
    throw new AppError(
      'unprocessable',
      'The signature does not fit: the statement was changed after it was signed, or another key signed it.',
    );
  return { payloadType, payload: bytes, fingerprint: fingerprintOf(key) };
}

function readPublicKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {} // told below, in words
  throw new AppError(
    'unprocessable',
    'This is no public key of a workspace: an Ed25519 key in PEM is needed.',
  );
}

const fingerprintOf = (key: KeyObject): string =>
  `SHA256:${createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64')
    .replace(/=+$/, '')}`;

/** DSSE's pre-authentication encoding. */
const whatIsSigned = (type: string, body: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.byteLength} `),
    Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  ]);

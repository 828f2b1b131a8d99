import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openEnvelope, workspaceKey } from './signing';

const key = workspaceKey({ secret: 'a secret for tests, 32 characters' });
const payload = Buffer.from('{"a":1}');

describe('the key of a workspace', () => {
  it('is the same for the same secret, and another for another', () => {
    expect(workspaceKey({ secret: 'a secret for tests, 32 characters' }).publicKey).toBe(key.publicKey);
    expect(workspaceKey({ secret: 'a secret for tests, 32 characterz' }).fingerprint).not.toBe(
      key.fingerprint,
    );
  });

  it('signs what the envelope’s standard says is signed', () => {
    const { signatures } = key.sign('text/plain', payload);
    const encoded = Buffer.from('DSSEv1 10 text/plain 7 {"a":1}');
    expect(
      verify(null, encoded, createPublicKey(key.publicKey), Buffer.from(signatures[0]?.sig ?? '', 'base64')),
    ).toBe(true);
  });
});

describe('an envelope', () => {
  const envelope = key.sign('text/plain', payload);
  it('opens with the key that signed it', () => {
    const opened = openEnvelope(envelope, key.publicKey);
    expect(opened).toMatchObject({ payloadType: 'text/plain', fingerprint: key.fingerprint });
    expect(opened.payload.equals(payload)).toBe(true);
  });

  it.each([
    ['another payload', { ...envelope, payload: Buffer.from('{"a":2}').toString('base64') }],
    ['another type', { ...envelope, payloadType: 'text/html' }],
    ['another’s signature', workspaceKey({ secret: 'x'.repeat(32) }).sign('text/plain', payload)],
    [
      'a cut signature',
      { ...envelope, signatures: [{ keyid: '', sig: envelope.signatures[0]?.sig.slice(4) }] },
    ],
  ])('does not with %s', (_, forged) => {
    expect(() => openEnvelope(forged, key.publicKey)).toThrow(/signature does not fit/);
  });

  it('says what is wrong with what is none, and with a key that is none', () => {
    expect(() => openEnvelope({ payload: 1 }, key.publicKey)).toThrow(/no signed statement/);
    expect(() => openEnvelope(envelope, 'hello')).toThrow(/no public key/);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(() => openEnvelope(envelope, rsa)).toThrow(/no public key/);
  });
});

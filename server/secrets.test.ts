import { describe, expect, it } from 'vitest';
import { createSecretBox, isSealed } from './secrets';

const box = createSecretBox({ secret: 'a secret for tests, 32 characters' });

describe('a secret at rest', () => {
  it('opens for its owner, and looks different each time', () => {
    const sealed = box.seal('whsec_abc', 'webhook:1');
    expect(isSealed(sealed)).toBe(true);
    expect(sealed).not.toContain('whsec');
    expect(Buffer.from(sealed.split(':')[2] ?? '', 'base64').toString('latin1')).not.toContain('whsec');
    expect(box.seal('whsec_abc', 'webhook:1')).not.toBe(sealed);
    expect(box.open(sealed, 'webhook:1')).toBe('whsec_abc');
  });

  it('opens neither for another owner, nor in another workspace, nor changed, nor cut', () => {
    const sealed = box.seal('whsec_abc', 'webhook:1');
    const other = createSecretBox({ secret: 'x'.repeat(32) });
    const changed = `${sealed.slice(0, -4)}AAA=`;
    for (const open of [
      () => box.open(sealed, 'webhook:2'),
      () => other.open(sealed, 'webhook:1'),
      () => box.open(changed, 'webhook:1'),
      () => box.open(sealed.slice(0, 30), 'webhook:1'),
    ])
      expect(open).toThrow('cannot be read');
  });

  it('that was stored plain is given as it is', () => {
    expect(box.open('whsec_old', 'webhook:1')).toBe('whsec_old');
  });
});

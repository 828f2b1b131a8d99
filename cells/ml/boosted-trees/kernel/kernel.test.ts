import { expect, it } from 'vitest';
import { kernelBytes } from './kernel-bytes';

it('is what its source compiles to', async () => {
  // @ts-expect-error: a script of the command line, without types
  const { compileKernel } = await import('@/cli/build-kernel.mjs');
  expect(Buffer.from(await compileKernel()).toString('base64')).toBe(kernelBytes);
});

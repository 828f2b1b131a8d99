import { expect, it } from 'vitest';
import { kernelBytes } from './kernel-bytes';
import { walkBytes } from './walk-bytes';

it.each(Object.entries({ kernel: kernelBytes, walk: walkBytes }))(
  '%s is what its source compiles to',
  async (name, bytes) => {
    // @ts-expect-error: a script of the command line, without types
    const { compileKernel } = await import('@/cli/build-kernel.mjs');
    expect(Buffer.from(await compileKernel(name)).toString('base64')).toBe(bytes);
  },
);

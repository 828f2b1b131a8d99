// Compiles the loops of the tree trainer to WebAssembly and writes them, as base64, to the file that is committed.
// Run it after a change in cells/ml/boosted-trees/kernel/source; a test holds the two together.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = join(import.meta.dirname, '../cells/ml/boosted-trees/kernel');

/** @returns {Promise<Uint8Array>} the module's bytes */
export async function compileKernel() {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      'kernel.ts',
      ...['--outFile', 'kernel.wasm', '--baseDir', join(folder, 'source')],
      ...['-O3', '--enable', 'simd,bulk-memory', '--runtime', 'stub', '--importMemory', '--noAssert'],
    ],
    {
      writeFile: (name, data) => {
        if (name === 'kernel.wasm') bytes = data;
      },
    },
  );
  if (error || !bytes) throw new Error(`The kernel does not compile: ${error?.message ?? ''}\n${stderr}`);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileKernel();
  const text = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{100}/g, "$&' +\n  '");
  await writeFile(
    join(folder, 'kernel-bytes.ts'),
    `/** Written by \`node cli/build-kernel.mjs\` from \`source/kernel.ts\`: a WebAssembly module in base64. */\nexport const kernelBytes =\n  '${text}';\n`,
  );
  console.log(`kernel-bytes.ts: ${bytes.length} bytes of WebAssembly`);
}

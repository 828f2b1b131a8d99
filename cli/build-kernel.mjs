// Compiles the loops of the tree trainer and of prediction to WebAssembly and writes them, as base64, to files that are committed.
// Run it after a change in cells/ml/boosted-trees/kernel/source; a test holds the two together.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = join(import.meta.dirname, '../cells/ml/boosted-trees/kernel');

/** Sources in `source/`; each becomes `<name>-bytes.ts`. */
export const kernels = ['kernel', 'walk'];

/** @returns {Promise<Uint8Array>} the module's bytes */
export async function compileKernel(name) {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      `${name}.ts`,
      ...['--outFile', 'kernel.wasm', '--baseDir', join(folder, 'source')],
      ...['-O3', '--enable', 'simd,bulk-memory', '--runtime', 'stub', '--importMemory', '--noAssert'],
    ],
    {
      writeFile: (path, data) => {
        if (path === 'kernel.wasm') bytes = data;
      },
    },
  );
  if (error || !bytes) throw new Error(`The kernel does not compile: ${error?.message ?? ''}\n${stderr}`);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const name of kernels) {
    const bytes = await compileKernel(name);
    const text = Buffer.from(bytes)
      .toString('base64')
      .replace(/.{100}/g, "$&' +\n  '");
    await writeFile(
      join(folder, `${name}-bytes.ts`),
      `/** Written by \`node cli/build-kernel.mjs\` from \`source/${name}.ts\`: a WebAssembly module in base64. */\nexport const ${name}Bytes =\n  '${text}';\n`,
    );
    console.log(`${name}-bytes.ts: ${bytes.length} bytes of WebAssembly`);
  }

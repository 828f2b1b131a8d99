/**
 * DuckDB's module gives out 78 000 names, so that extensions can be linked to it while it runs: 8 MB of its 36, and two thirds of
 * the time that it takes to start. No extension is ever loaded here; see docs/decisions/151. The sections of a module are those of
 * https://webassembly.github.io/spec/core/binary/modules.html.
 */

const exportSection = 7;
const magic = Buffer.from('\0asm\x01\0\0\0', 'latin1');

/**
 * The module without the exports that nobody can ask for: neither its program, in whose text a name must stand for that, nor
 * itself, where it imports what it exports (`GOT`), nor a program that makes the name of its parts (`dynCall_`).
 *
 * @param {Uint8Array} module
 * @param {string} program that loads it
 * @throws where it is no module of version 1
 */
export function trimExports(module, program) {
  if (!magic.equals(module.subarray(0, magic.length))) throw new Error('This is no WebAssembly module.');
  const named = new Set(program.match(/[\w$]+/g));
  for (const wanted of WebAssembly.Module.imports(new WebAssembly.Module(module)))
    if (wanted.module.startsWith('GOT')) named.add(wanted.name);
  const isNeeded = (name) => named.has(name) || named.has(`_${name}`) || /^(__em|dynCall_)/.test(name);

  const parts = [magic];
  for (let at = magic.length; at < module.length; ) {
    const [size, start] = readNumber(module, at + 1);
    const content = module.subarray(start, start + size);
    if (module[at] === exportSection) {
      const kept = keepExports(content, isNeeded);
      parts.push(Buffer.of(exportSection), writeNumber(kept.length), kept);
    } else parts.push(module.subarray(at, start + size));
    at = start + size;
  }
  return Buffer.concat(parts);
}

/** A vector of exports: name, kind (one byte), index. */
function keepExports(content, isNeeded) {
  const kept = [];
  const [count, first] = readNumber(content, 0);
  for (let i = 0, at = first; i < count; i++) {
    const [length, nameAt] = readNumber(content, at);
    const [, end] = readNumber(content, nameAt + length + 1);
    const name = new TextDecoder().decode(content.subarray(nameAt, nameAt + length));
    if (isNeeded(name)) kept.push(content.subarray(at, end));
    at = end;
  }
  return Buffer.concat([writeNumber(kept.length), ...kept]);
}

/** LEB128, unsigned; gives the number and where it ends. */
function readNumber(bytes, from) {
  let [value, at] = [0, from];
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
  }
}

function writeNumber(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

import type { EdgeFiles } from '@/cells/ml/edge/open-folder';
import type { JsonValue } from '../../services/registry';

/** `model.mjs`: opens what lies beside it, from a web server as from a disk in Node. */
export const writeModelModule = (files: EdgeFiles): string => `// import { open } from './model.mjs';
// const model = await open();
// await model.predict([{ … }]);  →  [{ prediction, probabilities? }], as the server answers
import { openFolder } from './engine.mjs';

const files = ${JSON.stringify(files, null, 2)};

async function read(path) {
  const url = new URL(path, import.meta.url);
  if (url.protocol === 'file:') return new Uint8Array(await (await import('node:fs/promises')).readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${path} is missing from the folder (\${response.status}).\`);
  return new Uint8Array(await response.arrayBuffer());
}

export const open = () => openFolder(read, files);
`;

/** What a page may hold between script tags. */
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** A page that asks the model as its fields change. */
export const writePage = ({
  model,
  number,
  example,
}: {
  model: string;
  number: number;
  example: Readonly<Record<string, JsonValue>>;
}): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${model} version ${number}</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui }
  body { max-width: 480px; margin: 40px auto; padding: 0 16px }
  label { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin: 8px 0 }
  output { display: block; margin-top: 24px; font-size: 28px; white-space: pre-line }
</style>
<h1>${model} <small>version ${number}</small></h1>
<form></form>
<output>Opening …</output>
<script type="module">
  import { open } from './model.mjs';
  const example = ${literal(example)};
  const [form, output] = [document.querySelector('form'), document.querySelector('output')];
  const readPicture = (file) => new Promise((done) => { const r = new FileReader(); r.onload = () => done(r.result); r.readAsDataURL(file) });
  const types = { number: 'number', boolean: 'checkbox', date: 'datetime-local', string: 'text' };
  const model = await open();
  for (const { name, type, content } of model.signature.inputs) {
    const input = Object.assign(document.createElement('input'), { name, type: content ? 'file' : types[type], step: 'any' });
    if (type === 'boolean') input.checked = example[name];
    else if (!content) input.value = type === 'date' ? String(example[name]).slice(0, 16) : example[name] ?? '';
    form.append(Object.assign(document.createElement('label'), { textContent: name })), form.lastChild.append(input);
  }
  async function valueOf({ name, type, content }) {
    const input = form.elements[name];
    if (content) return input.files[0] ? readPicture(input.files[0]) : example[name];
    if (type === 'boolean') return input.checked;
    return input.value === '' ? null : type === 'number' ? Number(input.value) : input.value;
  }
  async function answer() {
    try {
      const row = {};
      for (const field of model.signature.inputs) row[field.name] = await valueOf(field);
      const [{ prediction, probabilities }] = await model.predict([row]);
      const chances = Object.entries(probabilities ?? {}).map(([name, p]) => \`\\n\${name} \${(100 * p).toFixed(1)} %\`);
      output.textContent = \`\${model.target}: \${prediction}\${chances.join('')}\`;
    } catch (error) { output.textContent = error.message }
  }
  form.addEventListener('input', answer);
  form.addEventListener('submit', (event) => event.preventDefault());
  await answer();
</script>
</html>
`;

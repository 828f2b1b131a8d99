import { endingOf } from '@/cells/document/media-types';

/** What a file is, in a word. */
export function kindOf(name: string, type: string): string {
  const ending = endingOf(name);
  const known = kinds[ending];
  if (known) return known;
  if (type.startsWith('image/')) return 'picture';
  if (type.startsWith('audio/')) return 'sound';
  if (type.startsWith('video/')) return 'film';
  return ending ? `.${ending}` : 'file';
}

const kinds: Readonly<Record<string, string>> = {
  json: 'JSON',
  geojson: 'GeoJSON',
  csv: 'CSV',
  tsv: 'TSV',
  txt: 'text',
  md: 'Markdown',
  html: 'HTML',
  xml: 'XML',
  js: 'module',
  mjs: 'module',
  css: 'styles',
  zip: 'archive',
  xlsx: 'workbook',
  parquet: 'Parquet',
  arrow: 'Arrow',
  feather: 'Arrow',
  sqlite: 'SQLite',
  db: 'SQLite',
  pdf: 'PDF',
};

/** The code by which a cell uses a file. `text`: of a module, to name what it exports. */
export function codeFor(name: string, type: string, text = ''): string {
  const file = `FileAttachment(${JSON.stringify(name)})`;
  const ending = endingOf(name);
  if (ending === 'js' || ending === 'mjs') return importOf(name, text);
  if (ending === 'css') return `import ${JSON.stringify(`./${name}`)}`;
  const method = methods[ending];
  if (method) return `${file}.${method}`;
  if (type.startsWith('image/')) return `${file}.image()`;
  if (type.startsWith('audio/')) return `html\`<audio controls src=\${await ${file}.url()}>\``;
  if (type.startsWith('video/')) return `html\`<video controls src=\${await ${file}.url()}>\``;
  return type.startsWith('text/') ? `${file}.text()` : `${file}.arrayBuffer()`;
}

const methods: Readonly<Record<string, string>> = {
  json: 'json()',
  geojson: 'json()',
  csv: 'csv({typed: true})',
  tsv: 'tsv({typed: true})',
  html: 'html()',
  xml: 'xml()',
  zip: 'zip()',
  xlsx: 'xlsx()',
  parquet: 'parquet()',
  arrow: 'arrow()',
  feather: 'arrow()',
  sqlite: 'sqlite()',
  db: 'sqlite()',
};

/** By the text alone: enough to begin with. */
function importOf(name: string, text: string): string {
  const from = JSON.stringify(`./${name}`);
  const names = new Set(
    [...text.matchAll(/^export\s+(?:async\s+)?(?:function\*?|const|let|class)\s+([\w$]+)/gm)].map(
      ([, found = '']) => found,
    ),
  );
  for (const [, list = ''] of text.matchAll(/^export\s*\{([^}]*)\}/gm))
    for (const part of list.split(',')) {
      const found = /([\w$]+)\s*$/.exec(part)?.[1];
      if (found && found !== 'default') names.add(found);
    }
  const named = names.size > 0 ? `{${[...names].slice(0, 12).join(', ')}}` : '';
  if (/^export\s+default\b|\bas\s+default\b/m.test(text))
    return `import ${['it', named].filter(Boolean).join(', ')} from ${from}`;
  return named ? `import ${named} from ${from}` : `import * as it from ${from}`;
}

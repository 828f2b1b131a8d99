import { languageOfType } from '../cell-types';
import { encodeAttribute, encodeText } from '../characters';
import type { Cell, Notebook } from '../notebook';
import type { FrozenOutput } from './frozen-outputs';

/** Custom properties and `color-scheme` of the two themes, as declarations: `--ink: #1c1b1a; …`. */
export interface Themes {
  readonly light: string;
  readonly dark: string;
}

export interface PageOptions {
  readonly outputs: readonly FrozenOutput[];
  /** The theme in which the outputs were drawn: pictures keep its colours. */
  readonly drawnIn: keyof Themes;
  readonly themes: Themes;
  readonly at: Date;
}

/**
 * A notebook as a page to read, with its outputs as they stand, in the colours of the reader's system. It needs no network and no script,
 * and allows none: whatever an output holds, its policy lets nothing run or load.
 */
export function writePage({ title, cells }: Notebook, options: PageOptions): string {
  const outputs = new Map(options.outputs.map((output) => [output.cellId, output]));
  const { light, dark } = options.themes;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Cellar">
<title>${encodeText(title)}</title>
<style>
:root { ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
${pageStyles(paperOf(options.themes[options.drawnIn]), options.drawnIn)}
</style>
</head>
<body>
<main class="cellar-page">
${hasHeading(cells) ? '' : `<h1 class="cellar-title">${encodeText(title)}</h1>\n`}${cells
  .map((cell) => writeCell(cell, outputs.get(cell.id), options.themes))
  .filter(Boolean)
  .join('\n')}
<footer class="cellar-about">Outputs as they stood on ${encodeText(sayDate(options.at))}. Inputs and charts do not answer here, and tables show the rows that were in view: open the notebook for those.</footer>
</main>
</body>
</html>
`;
}

function writeCell(cell: Cell, output: FrozenOutput | undefined, themes: Themes): string {
  const parts: string[] = [];
  if (!['markdown', 'html', 'tex', 'dot'].includes(cell.kind) && cell.source.trim())
    parts.push(
      `<details class="cellar-code"><summary>${encodeText(headOf(cell))}</summary><pre><code>${encodeText(cell.source)}</code></pre></details>`,
    );
  if (output?.error) parts.push(`<pre class="cellar-error">✕ ${encodeText(output.error)}</pre>`);
  else if (!cell.hidden && output && showsSomething(output.html)) {
    const isDrawn =
      /<(svg|img|canvas)\b/i.test(output.html) &&
      !output.html.includes('role="grid"') &&
      cell.kind !== 'markdown';
    parts.push(
      isDrawn
        ? `<div class="cellar-output cellar-drawn">${output.html}</div>`
        : `<div class="cellar-output">${inReadersColours(output.html, themes)}</div>`,
    );
  } else if (!cell.hidden && cell.kind === 'unsupported')
    parts.push(
      `<p class="cellar-note">Cellar does not run ${languageOfType(cell.type) ?? 'cells of this kind'}.</p>`,
    );
  else if (!cell.hidden && output?.state && !done.has(output.state))
    parts.push('<p class="cellar-note">This cell had not run.</p>');
  if (parts.length === 0) return '';
  return `<section id="cell-${cell.id}">\n${parts.join('\n')}\n</section>`;
}

const done: ReadonlySet<string> = new Set(['fresh', 'failed', 'blocked']);

const showsSomething = (html: string): boolean =>
  /<(img|svg|input|select|textarea|hr|progress|meter)\b/i.test(html) ||
  html
    .replace(/<style>[\s\S]*?<\/style>/gi, '')
    .replace(/<[^>]*>/g, '')
    .trim() !== '';

/**
 * An output carries the colours of the theme that it was frozen in on the element around it. Those that the page knows are taken off it,
 * so that text follows the reader's theme.
 */
function inReadersColours(html: string, { light }: Themes): string {
  const known = new Set(light.match(/--[\w-]+(?=\s*:)/g));
  const start = html.startsWith('<style>') ? html.indexOf('</style>') + '</style>'.length : 0;
  const [opening, style = ''] = /^<div style="([^"]*)">/.exec(html.slice(start)) ?? [];
  if (opening === undefined) return html;
  const kept = style.split(/;\s+(?=[\w-]+:)/).filter((declaration) => {
    const name = declaration.slice(0, declaration.indexOf(':')).trim();
    return name !== 'color' && !known.has(name);
  });
  return `${html.slice(0, start)}<div style="${kept.join('; ')}">${html.slice(start + opening.length)}`;
}

const words: Partial<Record<Cell['kind'], string>> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  observable: 'Observable JavaScript',
  sql: 'SQL',
  tex: 'TeX',
  dot: 'Graphviz',
};

const headOf = ({ kind, type, output }: Cell): string =>
  [words[kind] ?? (kind === 'unsupported' ? (languageOfType(type) ?? type) : kind), output]
    .filter(Boolean)
    .join(' · ');

const hasHeading = ([first]: readonly Cell[]): boolean =>
  (first?.kind === 'markdown' && /^ {0,3}#\s/m.test(first.source)) ||
  (first?.kind === 'html' && /<h1\b/i.test(first.source));

const sayDate = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const paperOf = (theme: string): string => /--paper:\s*([^;]+)/.exec(theme)?.[1] ?? '#fff';

const pageStyles = (paper: string, scheme: string): string => `
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 15px / 1.5 var(--font-interface, system-ui, sans-serif); -webkit-text-size-adjust: 100%; }
body { margin: 0; }
.cellar-page { max-width: 808px; margin: 0 auto; padding: 40px 24px 64px; }
.cellar-title { font-size: 30px; margin: 0 0 16px; }
.cellar-page > section { margin: 0 0 18px; }
.cellar-output { overflow-x: auto; }
.cellar-output img, .cellar-output svg { max-width: 100%; }
.cellar-output [role="grid"] { overflow: hidden !important; }
.cellar-output [role="grid"] ~ footer button { display: none; }
.cellar-drawn { background: ${encodeAttribute(paper)}; color-scheme: ${scheme}; border-radius: 6px; }
.cellar-code > summary { cursor: pointer; color: var(--ink-3); font-size: 13px; }
.cellar-code > pre { margin: 6px 0 0; padding: 10px 12px; overflow-x: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: 6px; font: 13px / 1.5 var(--font-code, ui-monospace, monospace); }
.cellar-error { margin: 0; padding: 10px 12px; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--failed); background: var(--failed-soft); border-radius: 6px; font: 13px / 1.5 var(--font-code, ui-monospace, monospace); }
.cellar-note, .cellar-about { color: var(--ink-3); font-size: 13px; margin: 6px 0; }
.cellar-about { border-top: 1px solid var(--line); margin-top: 40px; padding-top: 12px; }
@page { margin: 14mm 12mm; }
@media print { .cellar-page { padding: 0; max-width: none; } .cellar-drawn, tr, img, svg { break-inside: avoid; } .cellar-output { overflow: visible; } }
`;

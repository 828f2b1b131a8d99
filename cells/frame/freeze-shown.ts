import { mostShown, type ShownCell, type ShownNotebook } from '@/cells/bridge/messages';
import type { Cell, Notebook } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import type { AssetLoader } from './assets';
import { type Drawing, drawFrozen, writeFontRules } from './draw-frozen';
import { freezeCell } from './freeze-cell';
import { freezeOutput } from './freeze-output';
import { inLightTheme } from './in-light-theme';
import type { KeptChecks } from './keep-checks';
import { drawn } from './run-to-end';

const longestHtml = 1_000_000;
const mostPictures = 60;
const mostParts = 20;

export interface Showing {
  readonly kernel: Kernel;
  readonly checks: KeptChecks;
  readonly assets: AssetLoader;
}

/** What the notebook shows now, with pictures of what a mail shows as pictures. On light paper, as mails are. */
export function freezeShown({ kernel, checks, assets }: Showing, notebook: Notebook): Promise<ShownNotebook> {
  return inLightTheme(async () => {
    await drawn();
    const background = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim();
    const left = { html: mostShown.html, pictures: mostShown.pictures, count: mostPictures };
    const draw = async (html: string, root: Element) => {
      if (left.count < 1 || left.pictures < 1) return undefined;
      const drawing: Drawing = {
        width: root.getBoundingClientRect().width,
        background,
        fonts: await writeFontRules(html, assets),
      };
      const picture = await drawFrozen(html, drawing);
      if (!picture || picture.length > left.pictures) return undefined;
      left.count -= 1;
      left.pictures -= picture.length;
      return picture;
    };
    const wanted = choosePictured(notebook.cells);
    const cells: ShownCell[] = [];
    for (const cell of notebook.cells) {
      const frozen = await freezeCell(kernel, cell, Math.min(longestHtml, left.html));
      left.html -= frozen.html.length;
      const root = kernel.root(cell.id);
      if (!wanted.has(cell) || !isDrawn(root)) {
        cells.push(frozen);
        continue;
      }
      const parts: NonNullable<ShownCell['parts']> = [];
      for (const part of [...root.querySelectorAll<HTMLElement>('[data-part]')].slice(0, mostParts)) {
        const html = part.outerHTML.slice(0, Math.min(longestHtml, left.html));
        left.html -= html.length;
        const drawn = withoutSaid(await freezeOutput(part));
        const picture = drawn && (await draw(drawn, part));
        parts.push({ title: (part.dataset.part ?? '').slice(0, 2000), html, ...(picture && { picture }) });
      }
      const picture = parts.length > 0 ? undefined : await draw(await freezeOutput(root), root);
      cells.push({ ...frozen, ...(picture && { picture }), ...(parts.length > 0 && { parts }) });
    }
    return { cells, checks: checks.of(notebook.cells.map(({ id }) => id)).slice(0, 1000) };
  });
}

/** The cells that a mail may show as pictures: the marked ones, or where none is marked those that are no prose. */
function choosePictured(cells: readonly Cell[]): ReadonlySet<Cell> {
  const shown = cells.filter(({ hidden }) => !hidden);
  const marked = shown.filter(({ attributes }) => attributes['data-report'] === 'yes');
  return new Set(
    marked.length > 0
      ? marked
      : shown.filter(
          ({ attributes, kind }) =>
            attributes['data-report'] !== 'no' && !['markdown', 'html', 'input'].includes(kind),
        ),
  );
}

const isDrawn = (root: Element): boolean => root.querySelector('svg, canvas, img, [data-part]') !== null;

/** A frozen part without its title and its first table, which a mail tells as text; undefined where nothing drawn is left. */
function withoutSaid(html: string): string | undefined {
  const frozen = document.createElement('template');
  frozen.innerHTML = html;
  const { content } = frozen;
  content.querySelector('[data-part] > h4')?.remove();
  const table = [...content.querySelectorAll('table')].find((one) => !one.closest('figure'));
  if (table && isTold(table)) table.remove();
  return content.querySelector('svg, canvas, img, table') ? frozen.innerHTML : undefined;
}

/** What `tableOf` of reports takes: a header of at most eight columns. */
function isTold({ rows: [header] }: HTMLTableElement): boolean {
  const columns = [...(header?.cells ?? [])];
  return columns.length > 0 && columns.length <= 8 && columns.every(({ localName }) => localName === 'th');
}

import type katex from 'katex';
import type { StandardLibraryServices } from './services';

type Tag = (strings: TemplateStringsArray, ...values: readonly unknown[]) => HTMLElement;

/** `tex`: a formula within a line; `tex.block` on a line of its own; `tex.options({…})` a tag with options of KaTeX. */
export interface TexTag extends Tag {
  readonly block: Tag;
  options(options: import('katex').KatexOptions): Tag;
  /** A formula in prose: a mistake in it is shown in its place. */
  typeset(source: string, isBlock: boolean): HTMLElement;
}

/** KaTeX, fetched with its fonts when a cell first names `tex` or a text holds a formula. */
export async function createTex({
  importAsset,
  loadAsset,
}: Pick<StandardLibraryServices, 'importAsset' | 'loadAsset'>): Promise<TexTag> {
  const [library, styles] = await Promise.all([importAsset('tex'), loadAsset('tex-css')]);
  const sheet = document.createElement('style');
  sheet.textContent = await styles.text();
  document.head.append(sheet);
  return texTag(library.katex as typeof katex); // the asset is the bundle of exactly this
}

export function texTag(library: Pick<typeof katex, 'render'>): TexTag {
  const render = (source: string, options: import('katex').KatexOptions): HTMLElement => {
    const root = document.createElement('div');
    // MathML beside it is for those who listen, and for pages without our fonts.
    library.render(source, root, { output: 'htmlAndMathml', ...options });
    const made = root.firstElementChild;
    if (!(made instanceof HTMLElement)) return root;
    made.remove(); // what stands nowhere is shown as it is
    return made;
  };
  const tag =
    (options: import('katex').KatexOptions): Tag =>
    (strings, ...values) =>
      render(String.raw({ raw: strings.raw }, ...values), options);
  return Object.assign(tag({}), {
    block: tag({ displayMode: true }),
    options: tag,
    typeset: (source: string, isBlock: boolean) =>
      render(source, { displayMode: isBlock, throwOnError: false, errorColor: 'var(--failed)' }),
  });
}

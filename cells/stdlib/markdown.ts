import type { FilesBeside } from './files-beside';
import { formulas } from './markdown-formulas';
import type { ObservableLibraries } from './observable';
import type { TexTag } from './tex';

type Tag = (strings: TemplateStringsArray, ...values: readonly unknown[]) => Element;

/** ``md`# ${title}` ``: Markdown with tables, task lists and footnotes. */
export interface MarkdownTag extends Tag {
  /** The tag for text with formulas between dollars. */
  typeset(tex: Pick<TexTag, 'typeset'>): Tag;
}

/**
 * The `md` template tag. Nodes among the values are put in as they are, everything else as Markdown text; null and undefined as nothing.
 */
export async function createMarkdown(
  load: () => Promise<ObservableLibraries>,
  files?: Pick<FilesBeside, 'showPictures'>,
): Promise<MarkdownTag> {
  const libraries = await load();
  return Object.assign(markdownTag(libraries, files), {
    typeset: (tex: Pick<TexTag, 'typeset'>) => markdownTag(libraries, files, tex),
  });
}

/** Texts with footnotes so far: cells share a page, in which every note has an address of its own. */
let noted = 0;

function markdownTag(
  { Marked, footnotes }: Pick<ObservableLibraries, 'Marked' | 'footnotes'>,
  files?: Pick<FilesBeside, 'showPictures'>,
  tex?: Pick<TexTag, 'typeset'>,
): Tag {
  return (strings, ...values) => {
    const nodes: Node[] = [];
    const placeholder = (node: Node) => `<span data-md-node="${nodes.push(node) - 1}"></span>`;
    const write = (value: unknown): string => {
      if (value instanceof Node) return placeholder(value);
      if (Array.isArray(value)) return value.map(write).join('');
      return value === undefined || value === null ? '' : String(value);
    };
    const text = strings.reduce((before, part, i) => before + write(values[i - 1]) + part);
    const marked = new Marked();
    if (text.includes('[^')) {
      noted += 1;
      marked.use(footnotes({ prefixId: `note-${noted}-`, headingClass: 'md-unseen' }));
    }
    if (tex) marked.use(formulas((source, isBlock) => placeholder(tex.typeset(source, isBlock))));
    const root = document.createElement('div');
    root.className = 'md';
    // Nothing in a template is fetched: pictures of this notebook are not looked for elsewhere first.
    const template = document.createElement('template');
    template.innerHTML = marked.parse(text, { async: false });
    files?.showPictures(template.content);
    root.append(template.content);
    dress(root);
    for (const span of root.querySelectorAll('span[data-md-node]')) {
      const node = nodes[Number(span.getAttribute('data-md-node'))];
      if (node) span.replaceWith(node);
    }
    return root;
  };
}

function dress(root: Element): void {
  // Code that only shows says what it is.
  for (const code of root.querySelectorAll('pre > code[class^="language-"]'))
    code.parentElement?.setAttribute('data-language', code.classList[0]?.slice('language-'.length) ?? '');
  for (const box of root.querySelectorAll('li > input[type="checkbox"], li > p > input[type="checkbox"]')) {
    box.closest('li')?.classList.add('md-task');
    box.setAttribute('aria-label', box.parentElement?.textContent?.trim().slice(0, 80) || 'Task');
  }
}

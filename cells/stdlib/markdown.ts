import type { ObservableLibraries } from './observable';

/**
 * The `md` template tag. Nodes among the values are put in as they are, everything else as Markdown text; null and undefined as nothing.
 */
export async function createMarkdown(load: () => Promise<ObservableLibraries>) {
  const { marked } = await load();
  return function md(strings: TemplateStringsArray, ...values: readonly unknown[]): Element {
    const nodes: Node[] = [];
    const placeholder = (node: Node) => `<span data-md-node="${nodes.push(node) - 1}"></span>`;
    const write = (value: unknown): string => {
      if (value instanceof Node) return placeholder(value);
      if (Array.isArray(value)) return value.map(write).join('');
      return value === undefined || value === null ? '' : String(value);
    };
    const text = strings.reduce((before, part, i) => before + write(values[i - 1]) + part);
    const root = document.createElement('div');
    root.className = 'md';
    root.innerHTML = marked.parse(text, { async: false });
    // Code that only shows says what it is.
    for (const code of root.querySelectorAll('pre > code[class^="language-"]'))
      code.parentElement?.setAttribute('data-language', code.classList[0]?.slice('language-'.length) ?? '');
    for (const span of root.querySelectorAll('span[data-md-node]')) {
      const node = nodes[Number(span.getAttribute('data-md-node'))];
      if (node) span.replaceWith(node);
    }
    return root;
  };
}

import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { NamesElsewhere } from '../services';

/** `import {chart, |} from "notebook:sales"`: names there between the braces, notebooks that were allowed behind `notebook:`. */
const imports = /\bimport\s*\{([^}]*)\}[^"';]*?from\s*["']notebook:([^"'\n]*)["']?/g;

/** What a cell may write that imports from another notebook; null elsewhere. */
export function importCompletions(
  { state, pos }: CompletionContext,
  elsewhere: NamesElsewhere,
): CompletionResult | null {
  const text = state.doc.toString();
  for (const found of text.matchAll(imports)) {
    const [whole, inBraces = '', notebook = ''] = found;
    const braces = found.index + whole.indexOf('{') + 1;
    if (pos >= braces && pos <= braces + inBraces.length) {
      const typed = /[\p{ID_Continue}$]*$/u.exec(text.slice(braces, pos))?.[0] ?? '';
      const options = elsewhere.namesIn(notebook).map((label) => ({
        ...{ label, type: 'variable', detail: `notebook:${notebook}`, boost: 5 },
      }));
      return options.length > 0
        ? { from: pos - typed.length, options, validFor: /^[\p{ID_Continue}$]*$/u }
        : null;
    }
    const name = found.index + whole.lastIndexOf('notebook:') + 'notebook:'.length;
    if (pos >= name && pos <= name + notebook.length) {
      const options = elsewhere
        .notebooks()
        .map((label) => ({ label, type: 'text', detail: 'notebook', boost: 5 }));
      return options.length > 0 ? { from: name, to: name + notebook.length, options } : null;
    }
  }
  return null;
}

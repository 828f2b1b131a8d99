import type { CompletionSource } from '@codemirror/autocomplete';
import { readFileLock } from '@/cells/document/file-lock';
import type { CellKind, Notebook } from '@/cells/document/notebook';
import { isScript } from '../kinds-in-view';

const importable = /\.(m?js|json|css)$/i;
const picture = /^image\//;

/** Names of the files beside the notebook, in FileAttachment, in imports, and as pictures of texts. */
export function fileCompletions(
  kind: CellKind,
  notebook: () => Pick<Notebook, 'attributes'>,
): CompletionSource {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const place = placeIn(before, kind);
    if (!place) return null;
    const options = [...readFileLock(notebook())]
      .filter(([name, { type }]) => place.takes(name, type))
      .map(([name, { type }]) => ({ label: name, type: 'text', detail: type, boost: 3 }));
    if (options.length === 0) return null;
    return { from: context.pos - place.typed.length, options, validFor: /^[^"'`)\n]*$/ };
  };
}

interface Place {
  /** The beginning of a name. */
  readonly typed: string;
  takes(name: string, type: string): boolean;
}

function placeIn(before: string, kind: CellKind): Place | undefined {
  const attached = /\bFileAttachment\(\s*["'`](?:\.\/)?([^"'`]*)$/.exec(before);
  if (attached) return { typed: attached[1] ?? '', takes: () => true };
  const imported = /(?:\bfrom|\bimport)\s*\(?\s*["'`]\.\/([^"'`]*)$/.exec(before);
  if (imported && isScript(kind)) return { typed: imported[1] ?? '', takes: (name) => importable.test(name) };
  const shown = kind === 'markdown' ? /!\[[^\]]*\]\((?:\.\/)?([^)\s]*)$/.exec(before) : null;
  return shown ? { typed: shown[1] ?? '', takes: (_, type) => picture.test(type) } : undefined;
}

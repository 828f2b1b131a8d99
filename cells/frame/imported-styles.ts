/** Styles that cells import: each stands once in the document, for as long as a run that imports it does. */
export interface ImportedStyles {
  add(css: string, signal: AbortSignal): void;
}

/** A cell that runs again imports them anew: what it showed meanwhile keeps its looks for so long, in milliseconds. */
const lingerMs = 1000;

export function createImportedStyles(target: Pick<Document, 'createElement' | 'head'>): ImportedStyles {
  const known = new Map<string, { readonly sheet: HTMLStyleElement; users: number }>();
  return {
    add(css, signal) {
      if (signal.aborted) return;
      let entry = known.get(css);
      if (!entry) {
        const sheet = target.createElement('style');
        sheet.textContent = css;
        target.head.append(sheet);
        entry = { sheet, users: 0 };
        known.set(css, entry);
      }
      const held = entry;
      held.users += 1;
      const release = () => {
        held.users -= 1;
        if (held.users > 0) return;
        held.sheet.remove();
        known.delete(css);
      };
      signal.addEventListener('abort', () => setTimeout(release, lingerMs), { once: true });
    },
  };
}

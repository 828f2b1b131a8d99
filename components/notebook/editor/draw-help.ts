/** Help beside a word: how it is written, and a sentence about it. */
export interface Help {
  readonly code?: string;
  readonly doc?: string;
  /** Names with what they are: columns, parameters. */
  readonly list?: readonly { readonly name: string; readonly type: string }[];
  readonly note?: string;
}

/** More are counted, not listed. */
const mostListed = 12;

export function drawHelp({ code, doc, list = [], note }: Help): HTMLElement {
  const root = document.createElement('div');
  root.className = 'cm-help';
  if (code) root.append(textIn('code', code));
  if (doc) root.append(textIn('p', doc));
  if (list.length > 0) {
    const table = document.createElement('dl');
    for (const { name, type } of list.slice(0, mostListed))
      table.append(textIn('dt', name), textIn('dd', type));
    root.append(table);
  }
  if (list.length > mostListed) root.append(textIn('p', `and ${list.length - mostListed} more`));
  if (note) root.append(textIn('small', note));
  return root;
}

function textIn(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

import { inspect, isTree } from '@/cells/stdlib/inspect';
import { searchValue } from '@/cells/stdlib/search-value';
import { writeJson } from '@/cells/stdlib/write-json';
import { copyText } from '@/components/notebook/table-view/copy-text';
import { toast } from '@/components/ui/toast';

/** The tree of a value, with what a person does with one: find in it, copy it as JSON, copy the expression of a part by its name. */
export function inspectWithActs(value: unknown, name: string | undefined): HTMLElement {
  const tree = inspect(value, name === undefined ? {} : { name });
  tree.addEventListener('click', ({ target }) => {
    const path = target instanceof HTMLElement && target.closest<HTMLElement>('[data-path]')?.dataset.path;
    if (path) tell(copyText(path), `${path.length > 60 ? 'The path' : path} copied`);
  });
  if (!isTree(value)) return tree;
  const root = element('div', 'inspect-root');
  const acts = element('div', 'inspect-acts');
  const search = element('div', 'inspect-search');
  search.hidden = true;
  const find = button('Find', () => {
    search.hidden = !search.hidden;
    if (!search.hasChildNodes()) search.append(...makeSearch(value, name ?? 'value'));
    if (!search.hidden) search.querySelector('input')?.focus();
  });
  find.setAttribute('aria-label', 'Find in this value');
  acts.append(
    find,
    button('Copy JSON', () => copyJson(value)),
  );
  root.append(tree, acts, search);
  return root;
}

function copyJson(value: unknown): void {
  const text = writeJson(value);
  if (text === undefined)
    toast.failed('It is longer than 20 million characters as JSON, more than a clipboard takes well.');
  else tell(copyText(text), 'Copied as JSON');
}

const tell = (isDone: boolean, words: string) =>
  isDone
    ? toast.done(words)
    : toast.failed('The browser did not let it copy. Select the text and press Ctrl+C.');

function makeSearch(value: object, path: string): HTMLElement[] {
  const field = element('input', 'inspect-find');
  field.type = 'search';
  field.placeholder = 'Name or value';
  field.setAttribute('aria-label', 'Name or value to find');
  const list = element('div', 'inspect-found');
  list.setAttribute('role', 'status');
  let waiting: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener('input', (event) => {
    event.stopPropagation();
    clearTimeout(waiting);
    waiting = setTimeout(() => show(field.value.trim()), 150);
  });
  const show = (text: string) => {
    if (text === '') return list.replaceChildren();
    const { found, isWhole } = searchValue(value, text, path);
    const words =
      found.length === 0 ? 'Nothing found' : `${found.length} ${found.length === 1 ? 'place' : 'places'}`;
    const note = element('div', 'inspect-empty');
    note.textContent = isWhole ? words : `${words}; not all of it was looked at`;
    list.replaceChildren(note, ...found.map((place) => inspectPlace(place.path, place.value)));
  };
  return [field, list];
}

function inspectPlace(path: string, value: unknown): HTMLElement {
  const line = element('div', 'inspect-part');
  const key = element('span', 'inspect-key');
  key.textContent = path;
  key.dataset.path = path;
  key.title = 'Copy the path';
  key.addEventListener('click', () => tell(copyText(path), 'The path copied'));
  line.append(key, ': ', inspect(value));
  return line;
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', 'inspect-act');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', onClick);
  return made;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

import type { NamedTexts } from '@/cells/bridge/messages';

/** Words of an address that are about the page. An input of one of these names is not set by an address. */
const reserved: ReadonlySet<string> = new Set(['cells', 'theme', 'present', 'revision', 'safe']);

/** What the address says of inputs: `?hour=9&days=Mon&days=Tue`. What mails and campaigns hang on is left aside. */
export function readValues(search: string): NamedTexts {
  const values: Record<string, string[]> = {};
  for (const [name, text] of new URLSearchParams(search)) {
    if (reserved.has(name) || name.startsWith('utm_') || name.length > 200 || text.length > 2000) continue;
    const texts = Object.hasOwn(values, name) ? (values[name] ?? []) : [];
    if (texts.length < 200) values[name] = [...texts, text];
  }
  return values;
}

/** The same address with these values in the place of those that it had. */
export function writeValues(address: string, values: NamedTexts): string {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) if (!reserved.has(name)) url.searchParams.delete(name);
  for (const [name, texts] of Object.entries(values)) {
    if (reserved.has(name)) continue;
    // Nothing chosen of several is an empty value.
    for (const text of texts.length > 0 ? texts : ['']) url.searchParams.append(name, text);
  }
  url.hash = '';
  return url.href;
}

/** `?cells=chart,rides`: the cells that are shown. */
export function readCells(search: string): string[] | undefined {
  const names = (new URLSearchParams(search).get('cells') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name.length <= 200);
  return names.length > 0 ? names.slice(0, 100) : undefined;
}

/** `?theme=dark`; undefined follows the reader's system. */
export function readTheme(search: string): 'light' | 'dark' | undefined {
  const theme = new URLSearchParams(search).get('theme');
  return theme === 'light' || theme === 'dark' ? theme : undefined;
}

export const readPresents = (search: string): boolean => new URLSearchParams(search).has('present');

export interface FrontMatter {
  readonly title?: string;
  /** Of the notebook: `theme`, `readonly`, `data-…`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Our own export wrote it. */
  readonly isOurs: boolean;
  /** Keys that mean nothing here. */
  readonly unread: readonly string[];
  /** What follows it. */
  readonly body: string;
}

const generator = 'Cellar';

/** Reads `key: value` lines between two `---` at the start of a file; what is nested is not read. */
export function readFrontMatter(text: string): FrontMatter {
  const [whole, block = ''] = /^---[ \t]*\n([\s\S]*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text) ?? [];
  if (whole === undefined) return { attributes: {}, isOurs: false, unread: [], body: text };
  const attributes: Record<string, string> = {};
  const unread: string[] = [];
  let title: string | undefined;
  let isOurs = false;
  for (const [, key = '', written = ''] of block.matchAll(/^([\w-]+)[ \t]*:[ \t]*(.*)$/gm)) {
    const value = readScalar(written);
    if (key === 'title' && value) title = value.slice(0, 500);
    else if (key === 'generator' && value === generator) isOurs = true;
    else if (value !== undefined && (isOurs || /^(theme|readonly|data-[\w-]+)$/.test(key)))
      attributes[key] = value;
    else unread.push(key);
  }
  return { title, attributes, isOurs, unread, body: text.slice(whole.length) };
}

export function writeFrontMatter(title: string, attributes: Readonly<Record<string, string>>): string {
  const lines = [
    `title: ${JSON.stringify(title)}`,
    `generator: ${generator}`,
    ...Object.entries(attributes).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
  ];
  return `---\n${lines.join('\n')}\n---\n`;
}

/** Text, bare or quoted; undefined for lists, maps and nothing. */
function readScalar(written: string): string | undefined {
  const text = written.trim();
  if (text.startsWith('"')) {
    try {
      return String(JSON.parse(text));
    } catch {
      return text.slice(1).replace(/"\s*$/, '');
    }
  }
  if (text.startsWith("'")) return text.slice(1).replace(/'\s*$/, '').replaceAll("''", "'");
  const bare = text.replace(/(^|\s)#.*$/, '').trim();
  return bare === '' || /^[[{|>&*!]/.test(bare) ? undefined : bare;
}

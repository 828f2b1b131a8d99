/** A run of backticks longer than any in the text, so that a fence of it ends where it should. */
export function fenceFor(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  return '`'.repeat(longest + 1);
}

export function writeFence(info: string, text: string): string {
  const fence = fenceFor(text);
  return `${fence}${info}\n${text}${text === '' ? '' : '\n'}${fence}`;
}

/** What stands behind a fence: a word for the language, then `name`, `name=value` or `name="value"`. */
export interface FenceInfo {
  readonly language: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export function readInfo(info: string): FenceInfo {
  const [, language = '', rest = ''] = /^\s*([^\s{=]*)(?![^\s]*=)(.*)$/s.exec(info) ?? ['', '', info];
  const attributes = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of rest.matchAll(
    /([\w:.-]+)(?:=(?:("(?:[^"\\]|\\.)*")|([^\s"}]*)))?/g,
  ))
    attributes.set(name, quoted === undefined ? bare : readQuoted(quoted));
  return { language: language.toLowerCase(), attributes };
}

/** Nothing in it ends a fence's line or a comment. */
export const writeInfo = (attributes: readonly (readonly [string, string])[]): string =>
  attributes
    .map(([name, value]) => {
      if (value === '') return name;
      if (/^[\w.:/+-]+$/.test(value) && !value.includes('--')) return `${name}=${value}`;
      return `${name}=${JSON.stringify(value).replace(/[`>-]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)}`;
    })
    .join(' ');

function readQuoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

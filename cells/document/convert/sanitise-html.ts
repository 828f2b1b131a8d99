import { encodeAttribute } from '../characters';
import { readTag, type Tag } from '../read-tag';

const kept: ReadonlySet<string> = new Set(
  'a abbr b blockquote br caption center code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var'.split(
    ' ',
  ),
);
const empty: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img']);
/** Elements within one another; of what is deeper only the text stays. */
const deepest = 200;
/** Go with all that is in them. Of those in the first list the content is text up to their end. */
const raw: ReadonlySet<string> = new Set(
  'script style textarea title iframe noscript noembed noframes xmp plaintext'.split(' '),
);
const whole: ReadonlySet<string> = new Set(
  'svg math object template select button video audio canvas applet'.split(' '),
);
const attributes: ReadonlySet<string> = new Set(
  'align alt colspan height rowspan scope span start title valign width'.split(' '),
);
const styles =
  /^(color|background-color|text-align|vertical-align|font-weight|font-style|font-family|text-decoration|white-space)$/;

/**
 * HTML of a stranger, written anew from what is known to only show: no script, handler, style sheet, form or address that loads
 * by itself. Pictures that are data stay, links lead out only when clicked. Every tag that it opens it closes.
 */
export function sanitiseHtml(html: string): string {
  const out: string[] = [];
  const open: string[] = [];
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    if (next !== at) out.push(textOf(html.slice(at, next === -1 ? html.length : next)));
    if (next === -1) break;
    if (html.startsWith('<!--', next)) {
      const end = html.indexOf('-->', next + 4);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const tag = tagAt(html, next);
    if (!tag) {
      out.push('&lt;');
      at = next + 1;
      continue;
    }
    at = tag.end;
    if (!tag.closing && (raw.has(tag.name) || whole.has(tag.name))) at = endOf(html, tag);
    else if (kept.has(tag.name)) write(tag, out, open);
  }
  return (
    out.join('') +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}

/** Whether a person sees anything of it. */
export const showsSomething = (html: string): boolean =>
  /<img [^>]*src=/.test(html) || html.replace(/<[^>]*>/g, '').trim() !== '';

function write(tag: Tag, out: string[], open: string[]): void {
  const { name } = tag;
  if (!tag.closing) {
    if (open.length === deepest) return;
    out.push(`<${name}${attributesOf(tag)}>`);
    if (!empty.has(name)) open.push(name);
    return;
  }
  if (!open.includes(name)) return;
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    out.push(`</${inner}>`);
    if (inner === name) return;
  }
}

function attributesOf({ name, attributes: given }: Tag): string {
  const written: string[] = [];
  for (const [key, value] of given) {
    const safe =
      key === 'style'
        ? safeStyle(value)
        : attributes.has(key) || isHarmless(name, key, value)
          ? value
          : undefined;
    if (safe !== undefined && safe !== '') written.push(` ${key}="${encodeAttribute(safe)}"`);
  }
  return written.join('');
}

function isHarmless(element: string, key: string, value: string): boolean {
  if (element === 'a' && key === 'href') return /^(https?:|mailto:)/i.test(value.trim());
  return element === 'img' && key === 'src' && /^data:image\//i.test(value.trim());
}

const safeStyle = (style: string): string =>
  style
    .split(';')
    .map((declaration) => declaration.trim())
    .filter((declaration) => {
      const [property = '', value = ''] = declaration.split(':').map((part) => part.trim());
      return styles.test(property.toLowerCase()) && /^[\w\s#%,.()'-]+$/.test(value) && !/url/i.test(value);
    })
    .join('; ');

/** A `<` that opens a tag which never ends is text. */
function tagAt(html: string, start: number): Tag | undefined {
  try {
    return readTag(html, start);
  } catch {
    return undefined;
  }
}

/** The end of an element with all that is in it; the end of the text where it is never closed. */
function endOf(html: string, { name, end }: Tag): number {
  const tags = new RegExp(
    raw.has(name) ? `</${name}(?=[\\s/>])[^>]*>` : `<(/?)${name}(?=[\\s/>])[^>]*>`,
    'gi',
  );
  tags.lastIndex = end;
  let depth = 1;
  for (let match = tags.exec(html); match; match = tags.exec(html)) {
    depth += match[1] === '' && !match[0].endsWith('/>') ? 1 : match[1] === '' ? 0 : -1;
    if (depth === 0) return tags.lastIndex;
  }
  return html.length;
}

/** Between tags there is no `<`; references stay as they are written. */
const textOf = (text: string): string => text.replaceAll('>', '&gt;');

import { encodeAttribute, encodeText } from '../characters';
import { sanitiseHtml, showsSomething } from './sanitise-html';

/** What a code cell of Jupyter showed, as HTML that only shows. */
export interface ShownOutputs {
  /** Empty when there was nothing. */
  readonly html: string;
  /** Outputs of which only a plainer form, or nothing, could be kept. */
  readonly plainer: number;
}

const longestText = 100_000;

/**
 * Outputs of format 3 or 4, one under the other: of each the richest form that needs no script. Texts that follow one another on one
 * stream are one, without the colours of a terminal.
 */
export function showOutputs(outputs: readonly unknown[]): ShownOutputs {
  const parts: string[] = [];
  let plainer = 0;
  let stream: { name: string; text: string } | undefined;
  const endStream = () => {
    if (stream?.text.trim())
      parts.push(pre(stream.text, stream.name === 'stderr' ? 'var(--stale)' : undefined));
    stream = undefined;
  };
  for (const output of outputs) {
    const given = recordOf(output);
    const type = given.output_type;
    if (type === 'stream') {
      const name = String(given.name ?? given.stream ?? 'stdout');
      if (stream && stream.name !== name) endStream();
      stream = { name, text: (stream?.text ?? '') + textOf(given.text) };
      continue;
    }
    endStream();
    if (type === 'error' || type === 'pyerr') parts.push(pre(errorText(given), 'var(--failed)'));
    else {
      const shown = showBundle(type === 'pyout' || !given.data ? namedByMime(given) : recordOf(given.data));
      if (shown.html) parts.push(shown.html);
      if (shown.isPlainer) plainer += 1;
    }
  }
  endStream();
  return { html: parts.join('\n'), plainer };
}

/** Format 3 keeps each form under a short name beside the rest. */
function namedByMime(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const short: Readonly<Record<string, string>> = {
    html: 'text/html',
    svg: 'image/svg+xml',
    png: 'image/png',
    jpeg: 'image/jpeg',
    latex: 'text/latex',
    text: 'text/plain',
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (short[name] ? [[short[name], value]] : [])),
  );
}

function showBundle(data: Readonly<Record<string, unknown>>): { html: string; isPlainer: boolean } {
  const alt = textOf(data['text/plain']).slice(0, 200);
  const isLive = Object.keys(data).some((type) =>
    /^application\/(javascript|vnd\.(?!dataresource|code))/.test(type),
  );
  const html = textOf(data['text/html']);
  const safe = sanitiseHtml(html);
  const hadScript = /<(script|iframe|object|embed)\b/i.test(html);
  if (showsSomething(safe) && !(hadScript && hasPicture(data)))
    return { html: safe, isPlainer: isLive || hadScript };
  const isPlainer = isLive || html.trim() !== '';
  const svg = textOf(data['image/svg+xml']);
  if (svg) return { html: picture(`data:image/svg+xml,${encodeURIComponent(svg)}`, alt), isPlainer };
  for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    const content = textOf(data[type]).replace(/\s/g, '');
    if (/^[A-Za-z0-9+/]+=*$/.test(content))
      return { html: picture(`data:${type};base64,${content}`, alt), isPlainer };
  }
  for (const type of ['text/latex', 'text/markdown', 'text/plain', 'application/json']) {
    const text = textOf(data[type]);
    if (text.trim()) return { html: pre(text), isPlainer };
  }
  return { html: '', isPlainer: isPlainer || Object.keys(data).length > 0 };
}

const hasPicture = (data: Readonly<Record<string, unknown>>) =>
  Object.keys(data).some((type) => type.startsWith('image/'));

const picture = (address: string, alt: string) =>
  `<img src="${encodeAttribute(address)}" alt="${encodeAttribute(alt)}" style="max-width: 100%">`;

function errorText(given: Readonly<Record<string, unknown>>): string {
  const trace = Array.isArray(given.traceback) ? given.traceback.map(String).join('\n') : '';
  return trace || `${String(given.ename ?? 'Error')}: ${String(given.evalue ?? '')}`;
}

function pre(text: string, color?: string): string {
  const plain = withoutTerminal(text).trimEnd();
  const short =
    plain.length > longestText
      ? `${plain.slice(0, longestText)}\n… ${plain.length - longestText} more characters were left out`
      : plain;
  return `<pre style="white-space: pre-wrap${color ? `; color: ${color}` : ''}">${encodeText(short)}</pre>`;
}

/** Without colours, and with each line as a terminal shows it after the last carriage return: bars of progress stand once. */
const withoutTerminal = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what an escape of a terminal begins with
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]{0,2000}\u0007/g, '')
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n');

const recordOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? { ...given } : {};

/** Text as Jupyter writes it: whole, or line by line; anything else as JSON. */
function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (given === undefined || given === null) return '';
  return Array.isArray(given) ? given.map(String).join('') : JSON.stringify(given, null, 2);
}

/** Character references and the two escapes of the file: in attributes and titles, and for `</script` in a cell's text. */

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Reads the references that serializers write; any other `&` stays as it is. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name) return named[name.toLowerCase()] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function encodeText(text: string): string {
  return text.replace(/[&\u00a0<>]/g, (c) => textReferences[c] ?? c);
}

export function encodeAttribute(text: string): string {
  return text.replace(/[&\u00a0"]/g, (c) => textReferences[c] ?? c);
}

const textReferences: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '\u00a0': '&nbsp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

// A backslash more than the author wrote, before every text that would end the script element.
export function escapeScript(source: string): string {
  return source.replace(/<(?=\\*\/script[\s/>])/gi, '<\\').replace(/<(?=\\*\/script$)/i, '<\\');
}

export function unescapeScript(source: string): string {
  return source.replace(/<\\(?=\\*\/script[\s/>])/gi, '<').replace(/<\\(?=\\*\/script$)/i, '<');
}

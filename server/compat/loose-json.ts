/**
 * JSON in which numbers may be `NaN`, as Python and TensorFlow write it: read as null, which is a missing value. Infinities stay what
 * no column takes, as text, so that they are refused by name.
 * @throws SyntaxError
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const strict = replaceBareNumbers(text);
    if (strict === text) throw error;
    return JSON.parse(strict);
  }
}

/** One way through the text, whatever stands in it: it comes from anybody. */
function replaceBareNumbers(text: string): string {
  const outside = /"|NaN|-?Inf(?:inity)?/g;
  const parts: string[] = [];
  let copied = 0;
  for (let found = outside.exec(text); found; found = outside.exec(text)) {
    const [token] = found;
    if (token === '"') {
      outside.lastIndex = endOfString(text, outside.lastIndex);
      continue;
    }
    parts.push(text.slice(copied, found.index), token === 'NaN' ? 'null' : `"${token}"`);
    copied = outside.lastIndex;
  }
  return parts.join('') + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  const inside = /["\\]/g;
  inside.lastIndex = start;
  for (let found = inside.exec(text); found; found = inside.exec(text)) {
    if (found[0] === '"') return inside.lastIndex;
    inside.lastIndex++;
  }
  return text.length;
}

/**
 * JSON in which numbers may be `NaN`, as Python and TensorFlow write it: read as null, which is a missing value. Infinities stay what
 * no column takes, as text, so that they are refused by name.
 * @throws SyntaxError
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const strict = text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInf(?:inity)?\b/g, (token) =>
      token.startsWith('"') ? token : token === 'NaN' ? 'null' : `"${token}"`,
    );
    if (strict === text) throw error;
    return JSON.parse(strict);
  }
}

import type { Importance } from './model';

const width = 640;
const labels = 200;
const row = 24;
/** Columns that are drawn: those that matter most. */
const most = 20;

/** Bars of what each column matters (the rise of the loss when it is permuted), with its spread, as a drawing of its own: SVG in ink on white. */
export function drawImportance(importances: readonly Importance[]): string {
  const drawn = importances
    .filter(({ permutation }) => Number.isFinite(permutation))
    .sort((a, b) => b.permutation - a.permutation)
    .slice(0, most);
  const ends = drawn.map(({ permutation, spread = 0 }) => permutation + spread);
  const longest = Math.max(...ends, Number.MIN_VALUE);
  const xOf = (value: number) =>
    labels + (Math.min(Math.max(value, 0), longest) / longest) * (width - labels - 80);
  const bars = drawn.map(({ feature, permutation, spread = 0 }, i) => {
    const middle = 36 + i * row;
    const end = xOf(permutation).toFixed(1);
    const whisker = `M${xOf(permutation - spread).toFixed(1)} ${middle}H${xOf(permutation + spread).toFixed(1)}`;
    return [
      `<text x="${labels - 8}" y="${middle + 4}" text-anchor="end">${asText(shorten(feature))}</text>`,
      `<rect x="${labels}" y="${middle - 8}" width="${(Number(end) - labels).toFixed(1)}" height="16" fill="#8a1c3f"/>`,
      spread > 0 ? `<path d="${whisker}" stroke="#1c1b1a" fill="none"/>` : '',
      `<text x="${(xOf(permutation + spread) + 8).toFixed(1)}" y="${middle + 4}">${permutation.toPrecision(3)}</text>`,
    ].join('');
  });
  const height = 36 + drawn.length * row;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#1c1b1a"><rect width="100%" height="100%" fill="#ffffff"/><text x="${labels}" y="16">Rise of the loss when the column is permuted</text>${bars.join('')}</svg>\n`;
}

const shorten = (name: string) => (name.length > 28 ? `${name.slice(0, 27)}…` : name);
const asText = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');

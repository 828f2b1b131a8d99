/** Three significant digits, as the pages write them; whole numbers from a thousand on. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '—' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const text =
    size === 0 || size >= 999.5
      ? Math.round(value).toLocaleString('en-US').replaceAll(',', '\u202f')
      : size < 1e-4
        ? value.toExponential(2)
        : value.toPrecision(3);
  return text.replaceAll('-', '−');
}

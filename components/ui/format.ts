/** Numbers, sizes and times as people read them. A unit stays on the line of its number. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });

/** Thousands separated by narrow no-break spaces; whole numbers stay whole. */
export function formatNumber(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '—' : value > 0 ? '∞' : '−∞';
  const text =
    digits === undefined
      ? grouped.format(value)
      : new Intl.NumberFormat('en-US', {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }).format(value);
  return text.replaceAll(',', '\u202f').replace('-', '−');
}

/** A value of a column, at most three significant digits: 23 stays 23. */
export const formatValue = (value: number): string => {
  const size = Math.abs(value);
  return size >= 1e-4 && size < 999.5 ? formatNumber(Number(value.toPrecision(3))) : formatMetric(value);
};

/** Three significant digits; whole numbers from a thousand on. */
export function formatMetric(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  const size = Math.abs(value);
  if (size === 0 || size >= 999.5) return formatNumber(Math.round(value));
  const text = size < 1e-4 ? value.toExponential(2) : value.toPrecision(3);
  return text.replaceAll('-', '−');
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : Number(size.toPrecision(3))}\u00a0${units[unit]}`;
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}\u00a0ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}\u00a0s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min ${Math.round(seconds % 60)}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

export const formatHash = (hash: string): string => hash.slice(0, 8);

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 hours ago", "in 2 days"; "just now" below a minute. */
export function formatRelative(date: Date, now = new Date()): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  return seconds > 5 ? 'in a moment' : 'just now';
}

export const formatExact = (date: Date): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(date);

/** "1 row", "2 rows". */
export const formatCount = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

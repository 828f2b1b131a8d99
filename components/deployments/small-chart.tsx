import { formatExact, formatMetric, formatNumber } from '@/components/ui/format';

interface Point {
  readonly at: string;
  readonly value: number | null;
  /** A part of the value, in another colour. */
  readonly marked?: number;
}

/** Bars over time, with the largest in words: the shape is what it is for. */
export function SmallChart({
  title,
  unit,
  points,
  marks,
}: {
  title: string;
  /** Of measured values; counts have none. */
  unit?: string;
  points: readonly Point[];
  /** What the marked part is. */
  marks?: string;
}) {
  const most = Math.max(0, ...points.map(({ value }) => value ?? 0));
  const width = 100 / Math.max(points.length, 1);
  const heightOf = (value: number) => (most === 0 ? 0 : (value / most) * 54);
  const say = (value: number) => (unit ? `${formatMetric(value)} ${unit}` : formatNumber(value));
  return (
    <figure>
      <figcaption>
        <span>{title}</span>
        <span>at most {say(most)}</span>
      </figcaption>
      <svg
        viewBox="0 0 100 56"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}, at most ${say(most)}`}
      >
        <line x1="0" x2="100" y1="55.5" y2="55.5" stroke="var(--line-strong)" strokeWidth="0.5" />
        {points.map(({ at, value, marked = 0 }, i) =>
          value ? (
            <g key={at}>
              <title>
                {formatExact(new Date(at))}: {say(value)}
                {marked > 0 && marks ? `, ${say(marked)} ${marks}` : ''}
              </title>
              <rect
                x={i * width + width * 0.1}
                width={width * 0.8}
                y={55 - heightOf(value)}
                height={Math.max(heightOf(value), 1)}
                fill="var(--chart-2)"
              />
              {marked > 0 && (
                <rect
                  x={i * width + width * 0.1}
                  width={width * 0.8}
                  y={55 - heightOf(marked)}
                  height={Math.max(heightOf(marked), 1)}
                  fill="var(--failed)"
                />
              )}
            </g>
          ) : null,
        )}
      </svg>
    </figure>
  );
}

/** Which predictions: the newest by a length of time, or between two instants; all when neither is given. */
export interface PredictionWindow {
  /** "7 days", "36 hours", "90 minutes", "2 weeks"; before `to`, where that is given. */
  readonly last?: string;
  readonly from?: Date | string | number;
  readonly to?: Date | string | number;
  /** Of this version only. */
  readonly version?: number;
  /** That this deployment gave. */
  readonly deployment?: string;
  /** Those columns only: what is not asked for does not travel. */
  readonly columns?: readonly string[];
}

export type LogWindow = Pick<PredictionWindow, 'last' | 'from' | 'to' | 'deployment'>;

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** @throws TypeError for a window that is none */
export function toInstants(window: PredictionWindow, now: number): { from?: string; to?: string } {
  const { last, from, to } = window;
  if (last !== undefined) {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(minute|hour|day|week)s?\s*$/i.exec(last) ?? [];
    if (!amount || !unit)
      throw new TypeError(
        `“${last}” is no length of time. Write for example "7 days", "36 hours" or "90 minutes".`,
      );
    const length = Number(amount) * units[unit.toLowerCase() as keyof typeof units]; // matched by the expression
    const end = toInstant(to);
    const start = new Date((end === undefined ? now : Date.parse(end)) - length).toISOString();
    return end === undefined ? { from: start } : { from: start, to: end };
  }
  return { from: toInstant(from), to: toInstant(to) };
}

function toInstant(value: Date | string | number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw new TypeError(`“${String(value)}” is no point in time.`);
  return date.toISOString();
}

/** Days as a form has them, `2026-01-31`, on the clock of a time zone. Half a time zone typed gives nothing. */

const parts = (instant: number, timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
  });
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
};

export function dayIn(instant: string | null, timeZone: string): string {
  if (!instant) return '';
  try {
    const { year, month, day } = parts(Date.parse(instant), timeZone);
    return `${year}-${month}-${day}`;
  } catch {
    return '';
  }
}

/** The instant at which a day begins there; null for no day. */
export function startOfDay(day: string, timeZone: string): string | null {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(wanted)) return null;
  try {
    let instant = wanted;
    // Twice: the offset may be another one where the first guess falls.
    for (let round = 0; round < 2; round += 1) {
      const { year, month, day: date, hour, minute, second } = parts(instant, timeZone);
      instant += wanted - Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
    }
    return new Date(instant).toISOString();
  } catch {
    return null;
  }
}

/** The last instant of a day there; null for no day. */
export function endOfDay(day: string, timeZone: string): string | null {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return null;
  const next = startOfDay(new Date(at + 86_400_000).toISOString().slice(0, 10), timeZone);
  return next && new Date(Date.parse(next) - 1).toISOString();
}

/** When somebody wants to sleep: "22:00" to "07:00" on the clock of a time zone. */
export interface QuietHours {
  readonly quietFrom: string | null;
  readonly quietTo: string | null;
  readonly timeZone: string | null;
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** When the quiet hours end in which `now` lies; undefined outside of them. Over a change of the clock they end up to an hour off. */
export function quietUntil({ quietFrom, quietTo, timeZone }: QuietHours, now: Date): Date | undefined {
  if (!quietFrom || !quietTo) return undefined;
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZone: timeZone ?? 'UTC',
  });
  const [at, from, to] = [minutesOf(clock.format(now)), minutesOf(quietFrom), minutesOf(quietTo)];
  const isQuiet = from <= to ? at >= from && at < to : at >= from || at < to;
  if (!isQuiet) return undefined;
  const left = (to - at + 24 * 60) % (24 * 60);
  return new Date(Math.floor(now.getTime() / 60_000 + left) * 60_000);
}

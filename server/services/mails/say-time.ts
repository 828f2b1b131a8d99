/** "21 November 2026, 07:00", on the clock of a time zone. */
export const sayTime = (at: Date, timeZone = 'UTC'): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone })
    .format(at)
    .replace(' at ', ', ');

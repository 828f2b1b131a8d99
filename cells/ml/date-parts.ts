/** What a moment is read into, in UTC, so that a model meets the same numbers everywhere. */
export const datePartNames = ['month', 'weekday', 'hour'] as const;
export type DatePart = (typeof datePartNames)[number];

/** Values that the part runs through before it comes round: month 1–12, weekday 0 (Sunday) – 6, hour 0–23. */
export const datePartPeriod: Readonly<Record<DatePart, number>> = { month: 12, weekday: 7, hour: 24 };

/** Days since 1970, with fraction. */
export function daysOf(milliseconds: number): number {
  return milliseconds / 86_400_000;
}

/** NaN for a missing moment. */
export function datePart(milliseconds: number, part: DatePart): number {
  const moment = new Date(milliseconds);
  if (part === 'month') return moment.getUTCMonth() + 1;
  return part === 'weekday' ? moment.getUTCDay() : moment.getUTCHours();
}

/** The parts that differ among these moments: an hour that is always midnight says nothing. */
export function varyingDateParts(moments: Float64Array): DatePart[] {
  const present = moments.filter(Number.isFinite);
  return datePartNames.filter((part) => {
    const first = datePart(present[0] ?? Number.NaN, part);
    return present.some((moment) => datePart(moment, part) !== first);
  });
}

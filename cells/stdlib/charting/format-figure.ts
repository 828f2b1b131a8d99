const counts = new Intl.NumberFormat('en-US');

/** "1 row", "20,000 rows". */
export const formatCount = (count: number, thing: string): string =>
  `${counts.format(count)} ${thing}${count === 1 ? '' : 's'}`;

export const formatNumber = (value: number): string =>
  new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 }).format(value);

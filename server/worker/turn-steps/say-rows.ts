/** “1 row”, “4 320 rows”. */
export const formatRows = (rows: number): string =>
  `${rows.toLocaleString('en').replaceAll(',', ' ')} ${rows === 1 ? 'row' : 'rows'}`;

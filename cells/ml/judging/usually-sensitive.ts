import type { JudgedRows } from './judged-rows';

const words = /^(sex|gender|race|ethnicity|ethnic_group|religion|nationality|disability|age|age_group)$/i;

/** Columns whose names say that people should not be treated by them; a person may name others. */
export const usuallySensitive = ({ columns, target }: JudgedRows): string[] =>
  columns.columns.map(({ name }) => name).filter((name) => name !== target && words.test(name));

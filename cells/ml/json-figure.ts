import { z } from 'zod';

/** A number in JSON, which has no word for these three. */
export const jsonFigure = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

export const toJsonFigure = (value: number): z.input<typeof jsonFigure> => {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
};

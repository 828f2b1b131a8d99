import type { Column } from '../model';
import { countValues } from '../preprocessing';
import { choosePlaces } from './move-input';

/** Rows that hold the values which `choosePlaces` chooses. */
export function placesOf(column: Column, most: number): number[] {
  if (column.type === 'string')
    return [...countValues(column.values).keys()].slice(0, most).map((value) => column.values.indexOf(value));
  const chosen = choosePlaces(column, most);
  if (chosen.type === 'string') return [];
  const order = orderOf(column);
  return [
    ...new Set(
      Array.from(chosen.values, (value) => order.find((place) => (column.values[place] ?? 0) >= value) ?? -1),
    ),
  ].filter((place) => place >= 0);
}

function orderOf(column: Column): number[] {
  return Array.from({ length: column.values.length }, (_, place) => place)
    .filter((place) => Number.isFinite(column.values[place]))
    .sort((a, b) => Number(column.values[a]) - Number(column.values[b]));
}

/** Rows with distinct values beyond the row's own up to the target's, the nearest first. */
export function sortedBetween(column: Column, own: number, target: number): number[] {
  const goal = Number(column.values[target]);
  if (!Number.isFinite(own)) return [target];
  const [low, high] = own < goal ? [own, goal] : [goal, own];
  const seen = new Set<number>();
  return orderOf(column)
    .filter((place) => {
      const value = Number(column.values[place]);
      const isNew = value >= low && value <= high && value !== own && !seen.has(value);
      if (isNew) seen.add(value);
      return isNew;
    })
    .sort((a, b) => Math.abs(Number(column.values[a]) - own) - Math.abs(Number(column.values[b]) - own));
}

import { matchClause } from '@/cells/tracking/match-clause';
import {
  FilterError,
  type FilterKey,
  parseFilter,
  parseOrder,
  type Vocabulary,
} from '@/cells/tracking/run-filter';
import { MlflowError } from './errors';

/** What a filter may ask of one item: undefined where the item lacks it. */
export type ReadValue<Item> = (item: Item, key: FilterKey) => number | string | null | undefined;

interface Wanted {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly size: number;
  readonly pageToken: string;
}

/** Filters, sorts and pages a list that fits in memory. Items come in the order that settles ties. */
export function choosePage<Item>(
  items: readonly Item[],
  read: ReadValue<Item>,
  vocabulary: Vocabulary,
  wanted: Wanted,
): { page: Item[]; token: { next_page_token?: string } } {
  const clauses = inWords(() => parseFilter(wanted.filter, vocabulary));
  const orders = inWords(() => wanted.orderBy.map((order) => parseOrder(order, vocabulary)));
  const found = items.filter((item) => clauses.every((clause) => matchClause(clause, read(item, clause))));
  found.sort((a, b) => {
    for (const order of orders) {
      const [x, y] = [read(a, order) ?? null, read(b, order) ?? null];
      if (x === y) continue;
      if (x === null || y === null) return x === null ? 1 : -1;
      return (x < y ? -1 : 1) * (order.descending ? -1 : 1);
    }
    return 0;
  });
  const offset = readToken(wanted.pageToken);
  const end = offset + wanted.size;
  return {
    page: found.slice(offset, end),
    token: end < found.length ? { next_page_token: writeToken(end) } : {},
  };
}

function inWords<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FilterError) throw new MlflowError('INVALID_PARAMETER_VALUE', `${error.message}.`);
    throw error;
  }
}

export const writeToken = (offset: number): string =>
  Buffer.from(JSON.stringify({ offset })).toString('base64');

export function readToken(token: string): number {
  if (token === '') return 0;
  try {
    const { offset }: { offset?: unknown } = JSON.parse(Buffer.from(token, 'base64').toString());
    if (Number.isInteger(offset) && Number(offset) >= 0) return Number(offset);
  } catch {
    // Said below, whatever is wrong with it.
  }
  throw new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid page token. Begin again without one.');
}

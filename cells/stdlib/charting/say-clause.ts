import type { Clause } from '@/cells/data/clause';
import { describeFilter } from '@/cells/data/describe-filter';

/** "hr 7 – 9", "temp 0.2 – 0.4, humidity from 0.5". */
export const sayClause = (clause: Clause): string =>
  clause.map(({ column, filter }) => `${column} ${describeFilter(filter)}`).join(', ');

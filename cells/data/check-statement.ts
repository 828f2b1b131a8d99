import { tokenizeSql } from '@/cells/compiler/sql-tokens';
import type { Database } from './database';
import { QueryError, refuseTraps, toQueryError } from './query-error';
import { runStatement } from './run-statement';

/** What is a mistake in the text whatever the tables are; which tables there are is for others to say. */
const certain = /^Parser Error|Referenced (column|table) "|Function with name \S+ does not exist/;

/**
 * Prepares one statement and forgets it, which reads its text and names and runs nothing. Text of several statements is not
 * checked: all but the first would run.
 */
export async function checkStatement(database: Database, statement: string): Promise<QueryError | undefined> {
  const end = tokenizeSql(statement).findIndex(({ type, text }) => type === 'punctuation' && text === ';');
  if (end !== -1) return undefined;
  try {
    refuseTraps(statement);
    await runStatement(database, `PREPARE cellar_check AS\n${statement}`);
  } catch (error) {
    if (error instanceof QueryError) return error;
    const told = toQueryError(error, { sql: statement, linesBefore: 1, tables: [] });
    return certain.test(told.message) ? told : undefined;
  }
  await runStatement(database, 'DEALLOCATE cellar_check');
  return undefined;
}

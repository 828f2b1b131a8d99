import { writeResult } from './arrow/write-result';
import { createClickhouse } from './engines/clickhouse';
import { type Engine, type Place, RefusedQuery, type Statement, type Target } from './engines/engine';
import { createPostgresql } from './engines/postgresql';
import { createTrino } from './engines/trino';

export type QueryingTask =
  | { readonly do: 'query'; readonly target: Target; readonly statement: Statement }
  | { readonly do: 'version'; readonly target: Target }
  | { readonly do: 'tables'; readonly target: Target; readonly most: number }
  | { readonly do: 'columns'; readonly target: Target; readonly schema: string; readonly table: string };

/** What a task tells as it goes on. `end` and `failure` are the last. */
export type QueryingNews =
  | { readonly type: 'part'; readonly bytes: Uint8Array; readonly rows: number }
  | { readonly type: 'end'; readonly cut?: 'rows' | 'bytes'; readonly notes: readonly string[] }
  | { readonly type: 'failure'; readonly message: string; readonly place?: Place };

/** The engines with their pools; for as long as the thread lives. */
export function createQuerying() {
  const engines: Readonly<Record<Target['kind'], Engine>> = {
    postgresql: createPostgresql(),
    clickhouse: createClickhouse(),
    trino: createTrino(),
  };

  const statementOf = (engine: Engine, task: QueryingTask): Statement => {
    switch (task.do) {
      case 'query':
        return task.statement;
      case 'version':
        return engine.version;
      case 'tables':
        return engine.listTables(task.target, task.most);
      case 'columns':
        return engine.listColumns(task);
    }
  };

  /** Does a task, telling of it; `tell` resolves when more is wanted. */
  return async (
    task: QueryingTask,
    tell: (news: QueryingNews) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> => {
    const { target } = task;
    const engine = engines[target.kind];
    const seconds = task.do === 'query' ? target.maxSeconds : Math.min(30, target.maxSeconds);
    const tooLong = new AbortController();
    const timer = setTimeout(
      () =>
        tooLong.abort(
          new RefusedQuery(
            `This took longer than ${seconds} s, the most that ${target.name} is given, and was stopped. Ask for less, or raise the limit in Settings, Connections.`,
          ),
        ),
      seconds * 1000,
    );
    try {
      const limits = task.do === 'query' ? target : { maxRows: 100_000, maxBytes: 64e6 };
      const stop = AbortSignal.any([signal, tooLong.signal]);
      const parts = writeResult(engine.query(target, statementOf(engine, task), stop), limits);
      for (;;) {
        const next = await parts.next();
        if (next.done) {
          await tell({ type: 'end', ...next.value });
          return;
        }
        await tell({ type: 'part', ...next.value });
        signal.throwIfAborted();
      }
    } catch (error) {
      if (signal.aborted) return;
      await tell({
        type: 'failure',
        message: error instanceof Error ? error.message : String(error),
        place: error instanceof RefusedQuery ? error.place : undefined,
      });
    } finally {
      clearTimeout(timer);
    }
  };
}

import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api } from '@/components/api';

type FrozenCell = NonNullable<ApiOutput['executions']['read']['outputs']>['cells'][number];

/** What the cells of a revision showed, where it ran by itself and that is kept: the newest such run. */
export interface KeptOutputs {
  readonly executionId: string;
  readonly cells: ReadonlyMap<number, FrozenCell>;
}

export function useKeptOutputs(notebookId: string, revisionId: string | undefined): KeptOutputs | undefined {
  const kept = useQuery({
    queryKey: ['notebooks', 'kept-outputs', revisionId],
    enabled: revisionId !== undefined,
    staleTime: 60_000,
    async queryFn() {
      const { executions } = await api.executions.list.query({
        notebookId,
        revisionId,
        outcomes: ['ok', 'problems'],
        limit: 1,
      });
      const [newest] = executions;
      return newest ? await api.executions.read.query({ id: newest.id }) : null;
    },
  });
  if (!kept.data?.outputs) return undefined;
  return {
    executionId: kept.data.id,
    cells: new Map(kept.data.outputs.cells.map((cell) => [cell.cellId, cell])),
  };
}

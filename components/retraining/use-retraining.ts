import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api } from '@/components/api';

export type Retraining = ApiOutput['retraining']['read'];
export type BriefTurn = Retraining['turns'][number];
export type Turn = ApiOutput['retraining']['turn'];
export type RetrainingRule = Retraining['rule'];
export type TurnState = Turn['state'];

export const turnPath = (model: string, number: number) =>
  `/models/${encodeURIComponent(model)}/retraining/${number}`;

const isLive = (turn: { readonly endedAt: unknown } | undefined) => turn?.endedAt === null;

/** The rule and the last turns; looked at often while a turn is under way. */
export const useRetraining = (model: string) =>
  useQuery({
    queryKey: ['models', 'retraining', model],
    queryFn: () => api.retraining.read.query({ model }),
    refetchInterval: ({ state }) => (isLive(state.data?.turns[0]) ? 2000 : 15_000),
  });

export const useTurn = (model: string, number: number) =>
  useQuery({
    queryKey: ['models', 'retraining', model, number],
    queryFn: () => api.retraining.turn.query({ model, number }),
    refetchInterval: ({ state }) => (isLive(state.data) ? 2000 : false),
  });

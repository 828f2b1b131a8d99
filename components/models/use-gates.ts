import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api } from '@/components/api';

export type ModelGates = ApiOutput['models']['gates'];
export type Check = ApiOutput['models']['check'];

export const useGates = (model: string) =>
  useQuery({
    queryKey: ['models', 'gates', model],
    queryFn: () => api.models.gates.query({ model }),
    refetchInterval: ({ state }) =>
      state.data?.checks.some((check) => check.state === 'running') ? 1500 : 15_000,
  });

export const useCheck = (checkId: string) =>
  useQuery({
    queryKey: ['models', 'check', checkId],
    queryFn: () => api.models.check.query({ checkId }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 700 : 5000),
  });

export const checkPath = (model: string, checkId: string) => `/models/${model}/checks/${checkId}`;

'use client';

import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { ApiRouter } from '@/server/api/router';

/** The typed client. Use with React Query: `useQuery({ queryKey: ['models', 'list'], queryFn: () => api.models.list.query({}) })`. */
export const api = createTRPCClient<ApiRouter>({
  links: [httpBatchLink({ url: '/api/trpc', maxURLLength: 4000 })],
});

export type ApiInput = inferRouterInputs<ApiRouter>;
export type ApiOutput = inferRouterOutputs<ApiRouter>;

/** The server has no such thing. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof TRPCClientError && error.data?.code === 'not_found';

/** The words to show for any error of a call: the server's own message when there is one. */
export function errorMessage(error: unknown): string {
  if (error instanceof TRPCClientError) {
    if (error.data) return error.message;
    return 'The server does not answer. Check that it is still running, then try again.';
  }
  return error instanceof Error ? error.message : String(error);
}

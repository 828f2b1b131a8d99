import { TRPCClientError } from '@trpc/client';
import { errorMessage } from '@/components/api';
import { refusal } from './refusal';

/** An error of the API as the frame may see it: its code and its words. */
export async function passingErrors<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && 'code' in error && !(error instanceof TRPCClientError)) throw error;
    const code =
      error instanceof TRPCClientError && error.data?.code ? String(error.data.code) : 'unavailable';
    throw refusal(code, errorMessage(error));
  }
}

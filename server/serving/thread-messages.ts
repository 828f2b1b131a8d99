import type { Columns, Predictions } from '@/cells/ml/model';

/** What a serving thread is started with: the files of one package, by their path in it, as readable local paths. */
export interface ThreadData {
  readonly files: Readonly<Record<string, string>>;
}

export interface ThreadRequest {
  readonly id: number;
  readonly columns: Columns;
}

export type ThreadReply =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly predictions: Predictions }
  | { readonly type: 'error'; readonly id: number; readonly message: string };

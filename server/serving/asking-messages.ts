import type { JudgedQuestion, RowValues } from '@/cells/ml/asking';

/** What a thread that is asked is started with: the files of one package as readable local paths, and a row that the model takes. */
export interface AskingData {
  readonly files: Readonly<Record<string, string>>;
  readonly example: RowValues;
}

export type AskingRequest =
  | { readonly type: 'ask'; readonly id: number; readonly question: JudgedQuestion }
  /** Nobody waits for it any more. */
  | { readonly type: 'stop'; readonly id: number };

export type AskingReply =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'progress'; readonly id: number; readonly fraction: number }
  /** As `writeTyped` writes it. */
  | { readonly type: 'answer'; readonly id: number; readonly text: string }
  | { readonly type: 'failure'; readonly id: number; readonly message: string };

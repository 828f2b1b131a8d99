import type { Columns, Explanation, Predictions } from '@/cells/ml/model';

/** What a serving thread is started with: the files of one package, by their path in it, as readable local paths. */
export interface ThreadData {
  readonly files: Readonly<Record<string, string>>;
}

/** Predictions with what each input did in them. */
export interface Explained {
  readonly predictions: Predictions;
  readonly explanation: Explanation;
}

/** What answering took: time of the model's thread, and the memory that it holds. */
export interface Cost {
  /** Milliseconds: of CPU where Node tells it of a thread, else of the clock while it worked. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface Costed extends Predictions {
  readonly cost?: Cost;
}

export interface ThreadRequest {
  readonly id: number;
  readonly kind: keyof ThreadAnswers;
  readonly columns: Columns;
}

export interface ThreadAnswers {
  readonly predict: Costed;
  readonly explain: Explained;
}

export type ThreadReply =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: ThreadAnswers[keyof ThreadAnswers] }
  | { readonly type: 'error'; readonly id: number; readonly name: string; readonly message: string };

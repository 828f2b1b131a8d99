import type { EngineAssetName } from './engine-assets';
import type {
  FromTrainingWorker,
  MessageEnd,
  ToTrainingWorker,
  TrainingAnswers,
  TrainingCall,
} from './training-messages';

/** A worker, or what stands for one. */
export interface TrainingWorker extends MessageEnd<FromTrainingWorker, ToTrainingWorker> {
  onerror: ((this: AbstractWorker, event: ErrorEvent) => unknown) | null;
  terminate(): void;
}

type Progress = Extract<FromTrainingWorker, { type: 'progress' }>;
/** What a training tells beside its progress. */
export type Told = Extract<FromTrainingWorker, { type: 'checkpoint' | 'too-large' | 'verdict' | 'measured' }>;

/** The worker died of itself: what its training left is not known to be of no use. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

interface CallExtras {
  onTold?(told: Told): void;
  /** Buffers of the call that nobody else reads: they go over without being copied. */
  readonly transfer?: Transferable[];
}

/** One running worker, as calls that are answered. */
export interface WorkerCalls {
  call<K extends TrainingCall['kind']>(
    call: Extract<TrainingCall, { kind: K }>,
    onProgress?: (progress: Progress) => void,
    extras?: CallExtras,
  ): { readonly id: number; readonly answer: Promise<TrainingAnswers[K]> };
  finish(id: number): void;
  /** Ends the worker at once; what waits fails with the reason. */
  end(reason: unknown): void;
  readonly isEnded: boolean;
}

export function createWorkerCalls(
  worker: TrainingWorker,
  loadAsset: (name: EngineAssetName) => Promise<Blob>,
): WorkerCalls {
  const waiting = new Map<
    number,
    {
      resolve(answer: unknown): void;
      reject(error: unknown): void;
      onProgress?: (progress: Progress) => void;
      onTold?: (told: Told) => void;
    }
  >();
  let calls = 0;
  let isEnded = false;

  const end = (reason: unknown) => {
    if (isEnded) return;
    isEnded = true;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  worker.onerror = ({ message }) =>
    end(new WorkerLost(`The training worker failed: ${message || 'it may have run out of memory'}.`));
  worker.onmessage = ({ data: message }) => {
    if (message.type === 'asset') return void sendAsset(message.name);
    const call = waiting.get(message.id);
    if (message.type === 'progress') return call?.onProgress?.(message);
    if (message.type !== 'answer' && message.type !== 'failure') return call?.onTold?.(message);
    waiting.delete(message.id);
    if (message.type === 'answer') call?.resolve(message.answer);
    else call?.reject(Object.assign(new Error(message.message), { name: message.name }));
  };

  async function sendAsset(name: EngineAssetName): Promise<void> {
    const answer = await loadAsset(name).then(
      (blob) => ({ blob }),
      (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
    );
    worker.postMessage({ type: 'asset', name, ...answer });
  }

  return {
    call<K extends TrainingCall['kind']>(
      call: Extract<TrainingCall, { kind: K }>,
      onProgress?: (progress: Progress) => void,
      { onTold, transfer }: CallExtras = {},
    ) {
      const id = ++calls;
      const answer = new Promise<TrainingAnswers[K]>((resolve, reject) => {
        // The answer to a call is of its kind: one table gives both.
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject, onProgress, onTold });
        worker.postMessage({ type: 'call', id, call }, transfer);
      });
      return { id, answer };
    },
    finish: (id) => worker.postMessage({ type: 'finish', id }),
    end,
    get isEnded() {
      return isEnded;
    },
  };
}

import type {
  CheckResult,
  ExecutionFacts,
  FrameNotice,
  FrameRequest,
  NoticeBody,
  RequestInput,
  RequestOutput,
} from '@/cells/bridge/messages';
import type { DataEngine } from '@/cells/data';
import type { CrossFilters } from '@/cells/data/cross-filter';
import type { RunScope } from '@/cells/kernel/kernel';
import type { CheckpointSlot } from '@/cells/ml/checkpoint';
import type { TrialExchange } from '@/cells/ml/tuning/search-elsewhere';
import type { StartTracking } from '@/cells/tracking/track-training';
import type { FilesBeside } from './files-beside';
import type { Modules } from './import-module';

export interface CheckpointsOfCells {
  /** Of the training that a run of the cell begins as its first, second …: `place` 1, 2 … */
  at(cellId: number, place: number): CheckpointSlot;
}

/** What the frame gives to the standard library. Engines and doors of other folders join here with their builtins. */
export interface StandardLibraryServices {
  /** Asks the page, which answers by the notebook's grants. */
  request<K extends FrameRequest>(request: K, input: RequestInput<K>): Promise<RequestOutput<K>>;
  /** Tells the page. */
  notify<K extends FrameNotice>(notice: K, body: NoticeBody<K>): void;
  /** Keeps a check for as long as the run that made it stands. */
  keepCheck?(check: CheckResult, run: Pick<RunScope, 'cellId' | 'signal'>): void;
  /** A bundled file by its logical name. */
  loadAsset(name: string): Promise<Blob>;
  /** A bundled ES module by its logical name. */
  importAsset(name: string): Promise<Readonly<Record<string, unknown>>>;
  /** Keeps trainings as runs; without it none is kept, and no model knows one. */
  readonly track?: StartTracking;
  /** Keeps checkpoints of trainings; only where a person may come back to them. */
  readonly checkpoints?: CheckpointsOfCells;
  /** Why a cell may not train, in words: the data that it reads failed a check which blocks training. */
  refuseTraining?(cellId: number): Promise<string | undefined>;
  /** To the workers of the workspace, where a person leads a search. */
  readonly trialExchange?: TrialExchange;
  /** Whether the notebook runs for a report, which nobody can ask. */
  readonly isReport?: boolean;
  /** What the run is about, where it runs by itself. */
  readonly execution?: ExecutionFacts;
  /** The filters that charts share with tables, where these are shown too. */
  readonly crossFilters?: CrossFilters;
  /** What stands beside the notebook; without it no file does. */
  readonly files?: FilesBeside;
  /** What cells may import; without it nothing. */
  readonly modules?: Modules | undefined;
  /** Brings the cells of other notebooks that a cell imports. */
  readonly importCells?: ((run: RunScope) => Promise<void>) | undefined;
  /** DuckDB in the tab, over the data sets that the notebook was given. */
  readonly engine: DataEngine;
}

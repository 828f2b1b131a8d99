import type { FolderState } from './folder-state';
import type { Workspace } from './workspace';

export interface SyncOptions {
  /** Changes of the workspace come into the folder, those of the folder go to the workspace, or both. */
  readonly direction: 'pull' | 'push' | 'both';
  /** What is gone on one side goes on the other. */
  readonly deletes: boolean;
}

export interface SyncResult {
  /** What was done, a line each. */
  readonly done: readonly string[];
  /** What is not in step and why, a line each: conflicts, refusals, deletions that wait for a flag. */
  readonly open: readonly string[];
  /** Whether anything of `open` needs somebody. */
  readonly failed: boolean;
}

/** One time that a folder and a workspace are brought in step. */
export interface FolderRun extends SyncOptions {
  readonly workspace: Workspace;
  readonly folder: string;
  readonly state: FolderState;
  readonly done: string[];
  readonly open: string[];
  /** Tells a line of `open` that needs somebody. */
  fail(line: string): void;
  /** Writes the state down: at once after each thing that was done, for a run may be killed at any moment. */
  remember(): Promise<void>;
}

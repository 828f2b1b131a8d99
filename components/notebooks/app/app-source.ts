import type { FrameAnswers } from '@/cells/bridge/port';

/** A notebook as a reader gets it. */
export interface ShownNotebook {
  readonly title: string;
  readonly html: string;
  readonly savedAt: string;
}

/** Where an app comes from, and what its frame may ask for: nothing that writes, and nothing else than what stands here. */
export interface AppSource {
  read(): Promise<ShownNotebook>;
  readonly answers: Omit<FrameAnswers, 'asset.load'>;
  /** The frame's document, where it is not the one of the workspace. */
  readonly frameDocument?: string;
}

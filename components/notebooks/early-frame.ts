import type { FrameAssets } from './frame-assets';
import type { LoadingFrame } from './load-frame';

/** What a page of a notebook began with before its own program was there. */
export interface EarlyFrame {
  readonly notebookId: string;
  readonly assets: FrameAssets;
  readonly loading: LoadingFrame;
  /** The notebook as it is being written. */
  readonly document: Promise<Uint8Array>;
}

const place = Symbol.for('cellar.early-frame');
/** Where `start-early-frame.ts`, a program of its own, leaves it; 'late' once the page itself has opened a notebook. */
const holder = globalThis as { [place]?: EarlyFrame | 'late' | undefined };

export const isTooLate = (): boolean => holder[place] !== undefined;

export function leaveEarlyFrame(frame: EarlyFrame): void {
  holder[place] = frame;
}

/** The frame that is on its way for this notebook, now in `container`; undefined where there is none. Another one's is ended. */
export function takeEarlyFrame(notebookId: string, container: HTMLElement): EarlyFrame | undefined {
  const early = holder[place];
  holder[place] = 'late';
  if (!early || early === 'late') return undefined;
  const { element } = early.loading;
  const host = element.parentElement;
  const isOurs = early.notebookId === notebookId && element.isConnected;
  if (isOurs) container.moveBefore(element, null);
  else element.remove();
  host?.remove();
  return isOurs ? early : undefined;
}

/** Nobody came for it. */
export function dropEarlyFrame(frame: EarlyFrame): void {
  if (holder[place] !== frame) return;
  holder[place] = 'late';
  frame.loading.element.parentElement?.remove();
}

/** A frame that is moved in another way begins anew. */
export const canMoveFrames = (): boolean => 'moveBefore' in Element.prototype;

import type { RunScope } from '@/cells/kernel/kernel';

/** Which run reads: it runs again when the name means another file. */
export type ReadingRun = Pick<RunScope, 'cellId' | 'signal'>;

/** The files beside the notebook, as cells read them; the frame has them. */
export interface FilesBeside {
  /** How to come by the bytes of a file, with its type; undefined where none has this name. */
  find(name: string, run: ReadingRun): (() => Promise<Blob>) | undefined;
  names(): readonly string[];
  /** Shows pictures whose address is the name of a file, and goes on doing so when it means another one. */
  showPictures(root: Element | DocumentFragment): void;
}

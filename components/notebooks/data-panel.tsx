import type { NotebookSession } from './notebook-session';

/** The data that this notebook was given. */
export function DataPanel(_props: {
  notebookId: string;
  session: NotebookSession;
  onFile(file: File): void;
}) {
  return null;
}

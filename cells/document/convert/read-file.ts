import { parseNotebook } from '../parse';
import { type Converted, UnreadableFile } from './converted';
import { readJupyter } from './read-jupyter';
import { readMarkdown } from './read-markdown';

/** Endings of the files that become notebooks, for file pickers. */
export const notebookFiles = ['.html', '.htm', '.ipynb', '.md', '.markdown'] as const;

export const isNotebookFile = (fileName: string): boolean =>
  notebookFiles.some((ending) => fileName.toLowerCase().endsWith(ending));

/**
 * A notebook of a file, by the ending of its name: ours and Observable's Notebook Kit's, Jupyter's, Markdown.
 * @throws UnreadableFile, NotebookSyntaxError: in words for people
 */
export function readNotebookFile(text: string, fileName: string): Converted {
  if (/\.ipynb$/i.test(fileName)) return readJupyter(text, fileName);
  if (/\.(md|markdown)$/i.test(fileName)) return readMarkdown(text, fileName);
  if (/\.html?$/i.test(fileName)) return { notebook: parseNotebook(text), notes: [] };
  throw new UnreadableFile(
    `${fileName} is no notebook. Files that end with ${notebookFiles.join(', ')} can be imported.`,
  );
}

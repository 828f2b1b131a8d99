import { type FilePart, UnreadableFile } from './part';
import { listTables, readTable } from './read-sqlite';
import { listSheets, readSheet } from './read-workbook';
import { type WrittenPart, writePart } from './write-part';

export type ManyTables = 'xlsx' | 'sqlite';

export type PartsTask =
  | { readonly do: 'list'; readonly format: ManyTables; readonly path: string }
  | {
      readonly do: 'write';
      readonly format: ManyTables;
      readonly path: string;
      readonly part: string;
      /** JSON, an object a line. */
      readonly target: string;
    };

export type PartsReply =
  | { readonly type: 'parts'; readonly parts: readonly FilePart[] }
  | { readonly type: 'written'; readonly written: WrittenPart }
  | { readonly type: 'unreadable' | 'failure'; readonly message: string };

/** Looks into a file with several tables, or writes one of them out. */
export async function doPartsTask(task: PartsTask): Promise<PartsReply> {
  try {
    if (task.do === 'list') {
      const parts = await (task.format === 'xlsx' ? listSheets(task.path) : listTables(task.path));
      return { type: 'parts', parts };
    }
    const { path, part, target } = task;
    const written =
      task.format === 'xlsx'
        ? writePart(await readSheet(path, part), target)
        : await readTable(path, part, async (open) => writePart(open, target));
    return { type: 'written', written };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: error instanceof UnreadableFile ? 'unreadable' : 'failure', message };
  }
}

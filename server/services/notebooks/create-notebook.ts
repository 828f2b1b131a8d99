import { z } from 'zod';
import { filesAttribute } from '@/cells/document/file-lock';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { adoptFiles, type CopySource } from './notebook-files';
import { insertRevision, notebookText } from './revisions';

const runModes = ['auto', 'lazy', 'manual'] as const;

/** What holds without a word, `auto`, needs none. */
const emptyNotebook = (title: string, runMode: (typeof runModes)[number]) =>
  serializeNotebook({ title, cells: [], attributes: runMode === 'auto' ? {} : { 'data-run': runMode } });

/** A new notebook, empty or from a file. Its title is the given one, which the file then carries, else the file's, else "Untitled". */
export const createNotebook = command({
  action: 'notebook.create',
  input: z.object({
    title: z.string().trim().min(1).max(500).optional(),
    html: notebookText.optional(),
    /** Of an empty one: when its cells run that say nothing of it. */
    runMode: z.enum(runModes).optional(),
    /** What it was made from: `example:bike-sharing`, `monitor:<model id>`. */
    origin: z.string().max(200).optional(),
    /** The notebook that this is a copy of: its files come along. */
    copyOf: z.string().max(100).optional(),
  }),
  async run(context: CommandContext, { title, html, origin, copyOf, runMode = 'auto' }) {
    const given = html ?? emptyNotebook(title ?? 'Untitled', runMode);
    const id = createId();
    const inFile = titleOf(given);
    const named = title ?? inFile ?? 'Untitled';
    // Else the first edit, which saves the file's title, would take the given one away.
    const file = title && title !== inFile ? serializeNotebook({ ...parseNotebook(given), title }) : given;
    const at = context.now();
    await context.db.insert(notebooks).values({
      id,
      title: named,
      head: 1,
      origin,
      createdAt: at,
      createdBy: context.actor.id,
      updatedAt: at,
    });
    const revision = await insertRevision(context, { notebookId: id, number: 1, title: named, html: file });
    // A large file is not read once more for nothing.
    const source = sourceOf(copyOf, origin);
    if (source && file.includes(filesAttribute))
      await adoptFiles(context, id, { notebook: parseNotebook(file), source });
    context.audit(`notebook:${id}`, { title: named, origin });
    return { id, revision: 1, revisionId: revision.id };
  },
});

function sourceOf(copyOf: string | undefined, origin: string | undefined): CopySource | undefined {
  if (copyOf !== undefined) return { kind: 'notebook', id: copyOf };
  const version = origin?.match(/^version:(.+)$/)?.[1];
  return version === undefined ? undefined : { kind: 'version', id: version };
}

/** The title that a notebook file carries. Throws AppError unprocessable for what is no notebook file. */
export function titleOf(html: string): string | undefined {
  try {
    return parseNotebook(html).title.slice(0, 500) || undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('unprocessable', `This is not a notebook file: ${reason}`, { cause });
  }
}

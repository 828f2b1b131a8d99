import { mkdir, statfs } from 'node:fs/promises';
import type { Context as HonoContext } from 'hono';
import { z } from 'zod';
import type { Context } from '../context';
import { AppError } from '../errors';
import { addDatasetFile } from '../services/datasets';
import { bodyStream } from './body-stream';
import type { RouteModule } from './route';

/** What the tab that made the file knows of it: pictures that it left out. */
const uploadNotes = z.array(z.string().min(1).max(1000)).max(20);

/**
 * A file as the raw body, so that it streams to storage whatever its size; `name` is the data set's, `fileName` the file's. What
 * else the address may say: `part` (which sheet of a workbook, or table of a SQLite file), `note` (what is odd about the file, many times), `versionName` and `versionNote` (a person's words on
 * the new version), `from` (`name@3`, a version that it was made from, many times), `notebook` (in which it was added).
 */
export const uploadRoutes: RouteModule = () => [
  {
    method: 'POST',
    path: '/api/datasets/upload',
    policy: 'dataset.create',
    maxBody: 'streamed',
    async handle(request: HonoContext, context: Context) {
      const { name, fileName, part, versionName, versionNote, notebook } = request.req.query();
      if (!fileName) throw new AppError('bad_request', 'Say the name of the file: ?fileName=…&name=….');
      const { body, signal } = request.req.raw;
      if (!body)
        throw new AppError('unprocessable', `${fileName} is empty: it has no bytes. Nothing was added.`);
      const notes = uploadNotes.safeParse(request.req.queries('note') ?? []);
      if (!notes.success)
        throw new AppError('bad_request', 'Notes are 20 at most, of 1,000 characters each.');
      await checkSpace(
        context.config.dataFolder,
        fileName,
        Number(request.req.header('content-length') ?? 0),
      );
      const added = await addDatasetFile(context, {
        name: name || stemOf(fileName),
        fileName,
        notes: notes.data,
        part,
        content: bodyStream(request.req.raw),
        signal,
        about: {
          versionName,
          note: versionNote,
          notebookId: notebook,
          madeFrom: request.req.queries('from'),
        },
      });
      return Response.json(added);
    },
  },
];

const stemOf = (fileName: string): string =>
  fileName.replace(/\.(csv|tsv|tab|txt|parquet|jsonl?|ndjson|arrow|feather|xlsx|xlsm|sqlite3?|db)$/i, '');

/** The file itself, its DuckDB file and its Parquet: about twice its size. Better to say so before it has travelled. */
async function checkSpace(folder: string, fileName: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  if (bytes * 2 > bavail * bsize)
    throw new AppError(
      'storage_full',
      `${fileName} does not fit on the disk: it needs about ${gigabytes(bytes * 2)}, and ${gigabytes(bavail * bsize)} are free. Nothing was added.`,
    );
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(3)} GB`;

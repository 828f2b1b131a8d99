import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors';
import { createId } from '../id';
import { detectManyTables, listParts } from '../services/datasets';
import { bodyStream } from './body-stream';
import type { RouteModule } from './route';

/** What is in a workbook or a SQLite file, before one of its tables is added: sent as the raw body, looked at, and thrown away. */
export const partsRoutes: RouteModule = ({ config }) => [
  {
    method: 'POST',
    path: '/api/datasets/parts',
    policy: 'dataset.create',
    maxBody: 'streamed',
    readsOnly: true,
    async handle(request) {
      const fileName = request.req.query('fileName') ?? 'This file';
      const { body, signal } = request.req.raw;
      if (!body) throw new AppError('unprocessable', `${fileName} is empty: it has no bytes.`);
      const folder = join(config.dataFolder, 'work');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `look-${createId()}`);
      try {
        await pipeline(bodyStream(request.req.raw), createWriteStream(path, { mode: 0o600 }), { signal });
        const format = await detectManyTables(path);
        return Response.json({ parts: format ? await listParts({ path, format, fileName }, signal) : [] });
      } finally {
        await rm(path, { force: true });
      }
    },
  },
];

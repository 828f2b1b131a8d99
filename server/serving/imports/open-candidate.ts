import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJson } from '@/cells/ml/json-file';
import type { Columns, PackageManifest, Predictions } from '@/cells/ml/model';
import { validateRows } from '@/cells/ml/validate-rows';
import type { Context } from '../../context';
import { createModelInMemory } from '../model-in-memory';
import { createModelThread } from '../model-thread';
import { refused } from './about';
import type { StoredFiles } from './foreign-files';
import type { Made } from './foreign-model';

export interface Candidate extends AsyncDisposable {
  /** @throws AppError in words when it cannot answer */
  predict(rows: Columns): Promise<Predictions>;
}

/** A model that is no version yet, in a thread of its own: whatever it does there ends with it. */
export async function openCandidate(
  { storage }: Pick<Context, 'storage'>,
  given: StoredFiles,
  { manifest, parameters, uses }: Made,
): Promise<Candidate> {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-import-'));
  const files: Record<string, string> = {};
  for (const path of uses) {
    const { hash } = given[path] ?? {};
    if (!hash) throw refused(`The model needs the file ${path}, which is not there.`);
    files[path] = await storage.localPath(hash);
  }
  let number = 0;
  for (const [path, bytes] of [...parameters, ['cellar.json', writeJson(manifest)] as const]) {
    files[path] = join(folder, String(number++));
    await writeFile(files[path], bytes);
  }
  const model = createModelInMemory({ label: 'The model', start: () => createModelThread({ files }) });
  return {
    async predict(rows) {
      try {
        await model.load();
        return await model.predict(rows);
      } catch (cause) {
        throw refused(cause instanceof Error ? cause.message : String(cause), cause);
      }
    },
    async [Symbol.asyncDispose]() {
      model.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A row of JSON as the model takes it. @throws AppError that names the field */
export function readRow({ signature }: PackageManifest, row: Readonly<Record<string, unknown>>): Columns {
  const read = validateRows(signature, [row]);
  if (read.ok) return read.rows;
  throw refused(
    read.problems
      .slice(0, 3)
      .map(({ message }) => message.replace(/^Row 0, field /, ''))
      .join(' '),
  );
}

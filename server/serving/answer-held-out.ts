import { heldOutFile, readHeldOut } from '@/cells/ml/held-out-file';
import { type JudgedRows, judgeRows } from '@/cells/ml/judging';
import { askOther, type OtherAnswers } from '@/cells/ml/judging/compare-models';
import type { HeldOut } from '@/cells/ml/model';
import type { Context } from '../context';
import { AppError } from '../errors';
import { createModelsInMemory } from './models-in-memory';
import type { ServedVersion } from './resolve-version';

export interface AnsweredHeldOut {
  readonly rows: JudgedRows;
  /** How many test rows there were, of which `rows` are some. */
  readonly given: number;
  /** Another version's answers to the same rows. */
  readonly other?: OtherAnswers;
}

/**
 * The held-out rows of a version's package with its answers, and another version's on the same rows. Both answer in threads that
 * are ended afterwards: what is served is not disturbed.
 * @throws Error in words when it has no such rows, or the two cannot be compared
 */
export async function answerHeldOut(
  { storage }: Pick<Context, 'storage'>,
  version: ServedVersion,
  against?: ServedVersion,
): Promise<AnsweredHeldOut> {
  const models = createModelsInMemory({ storage });
  const open = async (one: ServedVersion) => ({
    ...{ task: one.manifest.task, signature: one.manifest.signature },
    predict: (await models.get(one)).predict,
  });
  try {
    const heldOut = await readRows(storage, version);
    if (!heldOut)
      throw new AppError(
        'unprocessable',
        `Version ${version.number} keeps no held-out rows: it was made before packages did, or was not trained here.`,
      );
    const { baseline, given } = heldOut;
    const rows = await judgeRows(await open(version), heldOut.rows, { baseline });
    if (!against) return { rows, given };
    const other = { ...(await open(against)), heldOut: await readRows(storage, against) };
    return { rows, given, other: await askOther(rows, { ...other, name: `version ${against.number}` }) };
  } finally {
    models.dispose();
  }
}

async function readRows(storage: Context['storage'], { files }: ServedVersion): Promise<HeldOut | undefined> {
  const file = files[heldOutFile];
  if (!file) return undefined;
  return readHeldOut(new Map([[heldOutFile, new Uint8Array(await storage.readAll(file.hash))]]));
}

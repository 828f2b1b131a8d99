import { heldOutFile, readHeldOut } from '@/cells/ml/held-out-file';
import { type JudgedRows, judgeRows } from '@/cells/ml/judging';
import { askOther, type OtherAnswers } from '@/cells/ml/judging/compare-models';
import { findUnlearnt, learntRowsFile, readLearnt } from '@/cells/ml/learnt-rows';
import type { Columns, HeldOut } from '@/cells/ml/model';
import { takeTableRows } from '@/cells/ml/read-table';
import type { Context } from '../context';
import { AppError } from '../errors';
import { createModelsInMemory } from './models-in-memory';
import type { ServedVersion } from './resolve-version';

export interface AnsweredHeldOut {
  readonly rows: JudgedRows;
  /** How many test rows there were, of which `rows` are some. */
  readonly given: number;
  /** Of the held-out rows, those that are not compared on: the other version has learnt from them. */
  readonly leftOut?: number;
  /** Another version's answers to the same rows. */
  readonly other?: OtherAnswers;
}

/**
 * The held-out rows of a version's package with its answers, and another version's on the same rows: those of them that the other
 * has not learnt from either, where that is known. Both answer in threads that are ended afterwards: what is served is not disturbed.
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
    const theirs = against && (await readRows(storage, against));
    const unlearnt = against && (await findUnknown(storage, heldOut.rows, { ...against, heldOut: theirs }));
    const rows = await judgeRows(await open(version), unlearnt ?? heldOut.rows, { baseline });
    if (!against) return { rows, given };
    const name = `version ${against.number}`;
    const leftOut = heldOut.rows.numRows - rows.actual.length;
    const other = {
      ...{ ...(await open(against)), name },
      ...(unlearnt ? { notes: sayLeftOut(leftOut, heldOut.rows.numRows, name) } : { heldOut: theirs }),
    };
    return { rows, given, leftOut, other: await askOther(rows, other) };
  } finally {
    models.dispose();
  }
}

/** Fewer rows than this compare nothing; then all are taken, and it is said that some may be known. */
const fewestRows = 30;

async function findUnknown(
  storage: Context['storage'],
  rows: Columns,
  { files, heldOut }: ServedVersion & { readonly heldOut?: HeldOut },
): Promise<Columns | undefined> {
  const file = files[learntRowsFile];
  if (!file) return undefined;
  const learnt = readLearnt(new Map([[learntRowsFile, new Uint8Array(await storage.readAll(file.hash))]]));
  const places = findUnlearnt(rows, { learnt, heldOut });
  return places && places.length >= fewestRows ? takeTableRows(rows, places) : undefined;
}

const sayLeftOut = (leftOut: number, all: number, name: string): string[] =>
  leftOut === 0
    ? []
    : [
        `Compared on the ${(all - leftOut).toLocaleString('en')} of ${all.toLocaleString('en')} held-out rows that ${name} has not learnt from.`,
      ];

async function readRows(storage: Context['storage'], { files }: ServedVersion): Promise<HeldOut | undefined> {
  const file = files[heldOutFile];
  if (!file) return undefined;
  return readHeldOut(new Map([[heldOutFile, new Uint8Array(await storage.readAll(file.hash))]]));
}

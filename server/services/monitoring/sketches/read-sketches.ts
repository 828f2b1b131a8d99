import { z } from 'zod';
import { chunkPeriods, distinctError, rankError } from '@/cells/statistics';
import { query } from '../../../command';
import type { Context } from '../../../context';
import { requireGrantedModel } from '../../registry';
import { nameOfFile, timeOfMerge } from '../day-files';
import { withLogFiles } from '../log-files';
import { readLogColumns } from '../read-log-columns';
import { findSettled, folderOfSketches, keyOfSketches } from './settled-days';
import { sketchingOf } from './sketching-thread';

const hourMs = 3_600_000;

/**
 * What a model was asked and answered between two hours, from the sketches of days that are over and the rows of the rest: a year without
 * its rows. For notebooks that were granted the model. What shadows answered is left out.
 * @throws AppError bad_request for a window of more than 800 parts
 */
export const readGrantedSketches = query({
  action: 'model.read',
  input: z.object({
    notebookId: z.string(),
    model: z.string().max(200),
    /** Taken to the beginning of its hour; `to` to the end. */
    from: z.iso.datetime(),
    to: z.iso.datetime().optional(),
    deployment: z.string().max(200).optional(),
    per: z.enum(chunkPeriods).default('week'),
  }),
  async run(context, { notebookId, model, from, to, ...wanted }) {
    await requireGrantedModel(context, notebookId, model);
    const begin = Math.floor(Date.parse(from) / hourMs) * hourMs;
    const end = Math.ceil((to ? Date.parse(to) : context.now().getTime()) / hourMs) * hourMs;
    return readSketches(context, { model, from: begin, to: end, ...wanted });
  },
});

interface Wanted {
  readonly model: string;
  /** Whole hours, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly deployment?: string;
  readonly per: (typeof chunkPeriods)[number];
}

async function readSketches(context: Context, { model, from, to, deployment, per }: Wanted) {
  const known = new Set((await context.storage.listKeys(folderOfSketches(model))).map(({ key }) => key));
  const columns = await readLogColumns(context, model);
  const begun = context.now().getTime();
  const sketched = new Map<string, string>();
  const isReadElsewhere = (day: string, keys: readonly string[], segments: ReadonlySet<string>): boolean => {
    const file = findSettled(keys);
    const key = file && keyOfSketches(model, day, file);
    // A merge that was made since may hold what a segment that was linked before holds as well.
    const isOlder = file !== undefined && !(timeOfMerge(nameOfFile(file)) >= begun);
    // It may be asked again, of a day that is another by now.
    sketched.delete(day);
    if (!key || !known.has(key) || !isOlder || segments.has(nameOfFile(file))) return false;
    sketched.set(day, key);
    return true;
  };
  const window = { model, fromDay: dayOf(from), toDay: dayOf(to - 1), isUnlabelled: true, isReadElsewhere };
  return withLogFiles(context, window, async ({ folder, segments, predictions }) => {
    const keys = [...sketched.values()];
    const sketches = await Promise.all(keys.map((key) => context.storage.localKeyPath(key)));
    const found = await sketchingOf(context).reads.run({
      ...{ do: 'window', model, columns, folder, sketches, files: { segments, predictions } },
      ...{ from, to, deployment, per },
    });
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      error: { rank: rankError, distinct: distinctError },
      /** Where it comes from: sketches of so many days, and so many rows. */
      sketchedDays: keys.length,
      ...found,
    };
  });
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

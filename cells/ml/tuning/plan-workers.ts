import { inWords } from '../boosted-trees/training-memory';
import { learnersAbout } from '../learners-about';
import type { Columns } from '../model';
import { measureTable, type TableSize } from '../table-size';
import { estimateTrainingBytes, refuseSize, refuseTooLarge, tableBytes } from '../training-size';
import { learnersOf, type TuneOptions, toTrainOptions } from './tune-options';

const usualMostWorkers = 8;
/** Bytes of a worker with its engine, before it has any data. */
const emptyWorkerBytes = 60e6;

interface Room {
  /** Trainings that this machine can run at once. */
  readonly processors: number;
  /** Bytes that all of them may take together. */
  readonly memory: number;
}

/** The learner of a search whose training takes the most, with what is the same in each trial. */
function largest(size: TableSize, options: TuneOptions) {
  const all = learnersOf(options.search).map((learner) => {
    const training = toTrainOptions(options, { learner, options: options.options[learner] ?? {} });
    return { training, bytes: estimateTrainingBytes(size, training) };
  });
  return all.toSorted((a, b) => b.bytes - a.bytes)[0];
}

/**
 * Before anything of the table is copied.
 * @throws Error in words when there is no room for one training
 */
export function refuseSearchTooLarge(data: unknown, options: TuneOptions, memory: number): void {
  if (options.found) {
    refuseTooLarge(data, toTrainOptions(options, options.found), memory);
    return;
  }
  const size = measureTable(data);
  const most = size && largest(size, options);
  if (most) refuseSize(size, most.training, memory);
}

/**
 * How many workers search at once: as many as processors, or as were asked for, and no more than memory has room for. Each holds a copy of
 * the table and a training on it; the tab holds the table that they are given. `note`: what was asked for and is not given.
 */
export function planWorkers(
  table: Columns,
  options: TuneOptions,
  { processors, memory }: Room,
): { readonly workers: number; readonly note?: string } {
  const wanted = Math.min(options.workers ?? Math.min(processors, usualMostWorkers), options.trials);
  const size = measureTable(table);
  const most = size && largest(size, options);
  if (!most) return { workers: wanted };
  const each = most.bytes + emptyWorkerBytes;
  const room = Math.max(1, Math.floor((memory - tableBytes(size)) / each));
  if (wanted <= room || options.workers === undefined) return { workers: Math.min(wanted, room) };
  const { label } = learnersAbout[most.training.learner];
  return {
    workers: room,
    note:
      `Searched with ${room} of ${wanted} workers: all of them would take about ${inWords(wanted * each)} of memory (${label}), ` +
      `and this tab may use ${inWords(memory)}.`,
  };
}

import type { FrameEnd } from '@/cells/bridge/port';
import type { CheckpointAbout } from '@/cells/ml/checkpoint';
import type { CheckpointsOfCells } from '@/cells/stdlib/services';
import type { Interruption, Interruptions } from '@/components/notebook/services';

export interface KeptCheckpoints extends CheckpointsOfCells {
  readonly interruptions: Interruptions;
  /** Looks what an earlier tab left; what is of none of these cells is forgotten. */
  look(cellIds: ReadonlySet<number>): Promise<void>;
}

/** Checkpoints of this notebook's trainings, kept by the page, and what the person is told of them. */
export function keepCheckpoints(bridge: Pick<FrameEnd, 'request'>): KeptCheckpoints {
  const told = new Map<number, Interruption>();
  const listeners = new Set<() => void>();
  const tell = (cellId: number, interruption: Interruption | undefined) => {
    if (interruption) told.set(cellId, interruption);
    else told.delete(cellId);
    for (const listener of [...listeners]) listener();
  };
  const drop = (cellId: number, place?: number) =>
    bridge.request('checkpoint.drop', { cellId, place }).then(() => {}, warn);

  return {
    at(cellId, place) {
      let newest: CheckpointAbout | undefined;
      const unkept = (reason: string) => tell(cellId, { kind: 'unkept', reason, about: newest });
      return {
        async find() {
          if (told.get(cellId)?.kind !== 'interrupted') tell(cellId, undefined);
          // What cannot be asked for is not there.
          const found = await bridge.request('checkpoint.find', { cellId, place }).catch(() => null);
          newest = found?.about;
          return found ? { about: found.about, files: new Map(Object.entries(found.files)) } : undefined;
        },
        keep({ about, files }) {
          bridge.request('checkpoint.keep', { cellId, place, about, files: Object.fromEntries(files) }).then(
            () => {
              newest = about;
            },
            (error: unknown) => {
              warn(error);
              unkept(error instanceof Error ? error.message : String(error));
            },
          );
        },
        unkept,
        drop() {
          if (told.get(cellId)?.kind !== 'discarded') tell(cellId, undefined);
          void drop(cellId, place);
        },
        discard(reason) {
          newest = undefined;
          tell(cellId, { kind: 'discarded', reason });
          void drop(cellId, place);
        },
        interrupted() {
          if (newest) tell(cellId, { kind: 'interrupted', about: newest });
        },
      };
    },
    async look(cellIds) {
      const found = await bridge.request('checkpoint.list', {}).catch(() => []);
      for (const { cellId, about } of [...found].sort((a, b) => a.at - b.at))
        if (cellIds.has(cellId)) tell(cellId, { kind: 'interrupted', about });
        else await drop(cellId);
    },
    interruptions: {
      get: (cellId) => told.get(cellId),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async forget(cellId) {
        tell(cellId, undefined);
        await drop(cellId);
      },
    },
  };
}

const warn = (error: unknown) => console.warn('A checkpoint could not be kept:', error);

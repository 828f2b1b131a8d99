import type { Storage } from '../../storage/storage';

/** Heavy work on the files of a storage, one piece at a time in the order of arrival, whatever becomes of the piece before. */
export function createTurns(): <T>(storage: Storage, work: () => Promise<T>) => Promise<T> {
  const queues = new WeakMap<Storage, Promise<unknown>>();
  return (storage, work) => {
    const turn = (queues.get(storage) ?? Promise.resolve()).then(work, work);
    queues.set(
      storage,
      turn.catch(() => {}),
    );
    return turn;
  };
}

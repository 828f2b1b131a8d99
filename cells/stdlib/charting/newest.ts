/** Does the newest of what it is asked for, one at a time: what comes while one is on its way waits, and only the last of it is done. */
export function createNewest(onError: (error: unknown) => void) {
  let next: (() => Promise<void>) | undefined;
  let isBusy = false;

  async function work(): Promise<void> {
    isBusy = true;
    while (next) {
      const wanted = next;
      next = undefined;
      try {
        await wanted();
      } catch (error) {
        onError(error);
      }
    }
    isBusy = false;
  }

  return (wanted: () => Promise<void>): void => {
    next = wanted;
    if (!isBusy) void work();
  };
}

import { readdir, readFile } from 'node:fs/promises';

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** All processes below one, as Linux tells of them; those that ended and wait to be collected are left out. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const all = await listProcesses();
  const below = (parent: number): number[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

export const isRunning = async (pid: number): Promise<boolean> =>
  (await listProcesses()).some((one) => one.pid === pid);

/** Command line of a process, empty when it is gone. */
export const commandOf = (pid: number): Promise<string> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.replaceAll('\0', ' '),
    () => '',
  );

/** False where it ended by itself just before. */
export function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

async function listProcesses(): Promise<Process[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      // `pid (name) state parent …`; the name may hold anything.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state && state !== 'Z' ? [{ pid: Number(name), parent: Number(parent) }] : [];
    }),
  );
  return found.flat();
}

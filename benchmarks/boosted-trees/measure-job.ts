import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Job, type Measured, measuredSchema } from './job';

const run = promisify(execFile);

/** Runs a job in a process of its own: ours and YDF's in Node, the others in `python`. */
export async function measureJob(job: Job, python: string | undefined): Promise<Measured> {
  const isOurs = job.library === 'cellar' || job.library === 'ydf';
  if (!isOurs && !python) throw new Error(`${job.library} needs a Python: set PEERS_PYTHON.`);
  const [command, ...rest] =
    isOurs || !python
      ? [process.execPath, '--import', 'tsx', 'benchmarks/boosted-trees/run-job.ts']
      : [python, 'benchmarks/boosted-trees-peers.py'];
  const { stdout } = await run(command, [...rest, JSON.stringify(job)]);
  return measuredSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

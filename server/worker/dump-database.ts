import type { System } from '../context';
import { dumpWhenDue } from '../db/dump';

/** Asked often and acting seldom, so that a laptop that slept through the hour is dumped when it wakes. */
export async function dumpDatabase({ config, db, log, now }: System): Promise<void> {
  const file = await dumpWhenDue(db, config, now());
  if (file) log.info('The database was dumped', { file });
}

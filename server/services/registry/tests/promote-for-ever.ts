/** A process to be killed: promotes on an embedded database in the given folder, and prints each version once it was promised. */
import { readConfig } from '../../../config';
import { actingAs } from '../../../context';
import { silentLog } from '../../../log';
import { startServer } from '../../../main';
import { actorOf, localOwnerId } from '../../auth';
import { createNotebook } from '../../notebooks';
import { admitVersion } from '..';
import { promoteExample } from '../testing';

const [, , folder, programFolder] = process.argv;
if (!folder || !programFolder) throw new Error('Say which folders.');
const { system } = await startServer(
  readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0' }, folder),
  {
    programFolder,
    pages: false,
    log: silentLog,
  },
);
const context = actingAs(system, await actorOf(system, localOwnerId));
const { id: notebookId } = await createNotebook(context, { title: 'Killed' });
for (;;) {
  const { version, versionId } = await promoteExample(context, { model: 'killed', notebookId });
  process.stdout.write(`promoted ${version}\n`);
  await admitVersion(context, { versionId });
  process.stdout.write(`ready ${version}\n`);
}

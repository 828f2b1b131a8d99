/** A process to be killed: promotes for ever, and says each version once it was promised, and once it was ready. */
import { readConfig } from '@/server/config';
import { actingAs } from '@/server/context';
import { silentLog } from '@/server/log';
import { startServer } from '@/server/main';
import { actorOf, localOwnerId } from '@/server/services/auth';
import { createNotebook } from '@/server/services/notebooks';
import { admitVersion } from '@/server/services/registry';
import { promoteExample } from '@/server/services/registry/testing';

const root = process.cwd();
// Without a worker: nothing but the promotion runs when it is killed.
const options = { programFolder: root, pages: false, log: silentLog };
const { system } = await startServer({ ...readConfig(process.env, root), role: 'web' }, options);
const context = actingAs(system, await actorOf(system, localOwnerId));
const { id: notebookId } = await createNotebook(context, { title: 'Killed' });
process.stdout.write('promoting\n');
for (;;) {
  const { version, versionId } = await promoteExample(context, { model: 'killed', notebookId });
  process.stdout.write(`promoted ${version}\n`);
  await admitVersion(context, { versionId });
  process.stdout.write(`ready ${version}\n`);
}

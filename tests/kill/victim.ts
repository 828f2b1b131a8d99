/** A server to be killed: the whole process without its pages. Says its address once it answers, then what it was asked to do. */
import { readConfig } from '@/server/config';
import { actingAs } from '@/server/context';
import { type RunningServer, startServer } from '@/server/main';
import { actorOf, localOwnerId } from '@/server/services/auth';
import { rollSegments } from '@/server/services/monitoring';
import { createNotebook } from '@/server/services/notebooks';
import { admitVersion } from '@/server/services/registry';
import { promoteExample } from '@/server/services/registry/testing';

const root = process.cwd();
const config = readConfig(process.env, root);
const { VICTIM_ROLE, VICTIM_ROLLS, VICTIM_PROMOTES } = process.env;
const role = VICTIM_ROLE === 'web' ? 'web' : config.role;
const server = await startServer({ ...config, role }, { programFolder: root, pages: false });
// What dead processes left of the prediction log, as the worker does it.
if (VICTIM_ROLLS) await rollSegments(server.system);
process.on('SIGTERM', () => server.close().then(() => process.exit(0)));
console.log(server.url);
if (VICTIM_PROMOTES) await promoteForEver(server, VICTIM_PROMOTES);

/** Promotes and admits, and says each version once it was promised, and once it was ready. */
async function promoteForEver({ system }: RunningServer, model: string): Promise<never> {
  const context = actingAs(system, await actorOf(system, localOwnerId));
  const { id: notebookId } = await createNotebook(context, { title: 'Promotes' });
  for (;;) {
    const { version, versionId } = await promoteExample(context, { model, notebookId });
    console.log(`promised ${version}`);
    await admitVersion(context, { versionId });
    console.log(`ready ${version}`);
  }
}

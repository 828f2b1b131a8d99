import { z } from 'zod';
import { query } from '../../command';
import { workspaceKey } from '../../signing';
import { describePlace } from '../../storage/s3-problems';

export const readSettings = query({
  action: 'settings.read',
  input: z.object({}),
  run: async ({ config, mail }) => ({
    url: config.url,
    dataFolder: config.dataFolder,
    database: config.databaseUrl ? ('postgresql' as const) : ('embedded' as const),
    /** Where files are, when that is not the data folder. */
    storage: config.storage ? describePlace(config.storage) : null,
    role: config.role,
    mailLeaves: mail.sends,
    mailFrom: config.mailFrom,
    executionMinutes: config.executionMinutes,
    /** Fingerprint of the key that signs what this workspace states of its model versions. */
    signingKey: workspaceKey(config).fingerprint,
    dumpHours: config.databaseUrl ? 0 : config.dumpHours,
  }),
});

import { z } from 'zod';
import { query } from '../../command';

export const readSettings = query({
  action: 'settings.read',
  input: z.object({}),
  run: async ({ config, mail }) => ({
    url: config.url,
    dataFolder: config.dataFolder,
    database: config.databaseUrl ? ('postgresql' as const) : ('embedded' as const),
    role: config.role,
    mailLeaves: mail.sends,
    mailFrom: config.mailFrom,
    executionMinutes: config.executionMinutes,
    dumpHours: config.databaseUrl ? 0 : config.dumpHours,
  }),
});

import { listAudit } from '../services/audit';
import { readSettings } from '../services/settings';
import { read, router } from './trpc';

export const settingsRouter = router({ read: read(readSettings), audit: read(listAudit) });

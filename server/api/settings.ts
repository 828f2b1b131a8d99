import { listAudit } from '../services/audit';
import { readRetention, setRetention } from '../services/retention';
import { readSettings } from '../services/settings';
import { read, router, write } from './trpc';

export const settingsRouter = router({
  read: read(readSettings),
  audit: read(listAudit),
  retention: read(readRetention),
  setRetention: write(setRetention),
});

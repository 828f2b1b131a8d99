import { listMonitors } from '../services/monitoring';
import { createMonitor } from '../services/schedules';
import { read, router, write } from './trpc';

export const monitorsRouter = router({
  list: read(listMonitors),
  create: write(createMonitor),
});

import { listMonitors } from '../services/monitoring';
import { createMonitor, listMonitorTemplates } from '../services/schedules';
import { read, router, write } from './trpc';

export const monitorsRouter = router({
  list: read(listMonitors),
  templates: read(listMonitorTemplates),
  create: write(createMonitor),
});

import * as monitoring from '../services/monitoring';
import { read, router, write } from './trpc';

export const alertsRouter = router({
  list: read(monitoring.listAlerts),
  acknowledge: write(monitoring.acknowledgeAlert),
  resolve: write(monitoring.resolveAlert),
});

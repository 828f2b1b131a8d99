import * as schedules from '../services/schedules';
import { read, router, write } from './trpc';

export const executionsRouter = router({
  list: read(schedules.listExecutions),
  failing: read(schedules.listFailing),
  read: read(schedules.readExecution),
  stop: write(schedules.stopExecution),
  retry: write(schedules.retryExecution),
});

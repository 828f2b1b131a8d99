import * as schedules from '../services/schedules';
import { read, router, write } from './trpc';

export const schedulesRouter = router({
  list: read(schedules.listSchedules),
  read: read(schedules.readSchedule),
  preview: read(schedules.previewSchedule),
  create: write(schedules.createSchedule),
  update: write(schedules.updateSchedule),
  delete: write(schedules.deleteSchedule),
  restore: write(schedules.restoreSchedule),
  runNow: write(schedules.runScheduleNow),
});

import * as reports from '../services/reports';
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
  inputs: read(schedules.listInputs),
  runNow: write(schedules.runScheduleNow),
  calendars: read(schedules.listCalendars),
  saveCalendar: write(schedules.saveCalendar),
  deleteCalendar: write(schedules.deleteCalendar),
  backfills: read(schedules.listBackfills),
  previewBackfill: read(schedules.previewBackfill),
  startBackfill: write(schedules.startBackfill),
  keptReports: read(reports.listKeptReports),
  stopBackfill: write(schedules.stopBackfill),
});

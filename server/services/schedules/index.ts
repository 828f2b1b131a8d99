/**
 * When a notebook runs by itself, and each of those runs up to its result. What a finished run leads to (alerts, mail) is
 * decided in `reports`. A monitor is a notebook with a schedule, so it is made here too.
 */
export { beginExecution, retryWait } from './begin-execution';
export { deleteCalendar, listCalendars, saveCalendar } from './calendars';
export { createMonitor, listMonitorTemplates } from './create-monitor';
export { createSchedule } from './create-schedule';
export { inWords, type Recurrence, readRule } from './cron';
export { checkTiming, dueTimes, nextDueTimes, type Timing } from './due-times';
export { executionJob } from './execution-job';
export { executionError, executionLog, longestExecutionError, longestExecutionLog } from './execution-log';
export { followEnd, holdScheduleOf } from './follow-end';
export { withParameters } from './notebook-inputs';
export { postponeExecution } from './postpone-execution';
export { listExecutions, listFailing, readExecution, readExecutionStatus } from './read-executions';
export { listInputs, listSchedules, previewSchedule, readSchedule } from './read-schedules';
export { recordExecutionInput } from './record-execution-input';
export { listBackfills, previewBackfill, startBackfill, stopBackfill } from './start-backfill';
export { startDueExecutions } from './start-due';
export {
  type ProgramExecution,
  retryExecution,
  runScheduleNow,
  startProgramExecution,
  stopExecution,
} from './start-execution';
export { deepestChain, startTriggered } from './start-triggered';
export { mostCallsPerMinute, takeCall } from './take-call';
export { deleteSchedule, restoreSchedule, updateSchedule } from './update-schedule';

/**
 * When a notebook runs by itself, and each of those runs up to its result. What a finished run leads to (alerts, mail) is
 * decided in `reports`. A monitor is a notebook with a schedule, so it is made here too.
 */
export { beginExecution, retryWait } from './begin-execution';
export { createMonitor } from './create-monitor';
export { createSchedule } from './create-schedule';
export { checkRecurrence, inWords, nextDue, nextDues, type Recurrence } from './cron';
export { executionJob } from './execution-job';
export { postponeExecution } from './postpone-execution';
export { listExecutions, listFailing, readExecution } from './read-executions';
export { listSchedules, previewSchedule, readSchedule } from './read-schedules';
export { recordExecutionInput } from './record-execution-input';
export { listDueSchedules, retryExecution, runScheduleNow, startDueExecution } from './start-execution';
export { deleteSchedule, restoreSchedule, updateSchedule } from './update-schedule';

import { rollSegmentsJob } from '../services/monitoring';
import { admitVersionJob, verifyVersionJob } from '../services/registry';
import { mailJob } from '../services/reports';
import { executionJob } from '../services/schedules';

/** Every job there is. The queue makes room for each when a process starts, so that a command can send one as it commits. */
export const jobTypes = [admitVersionJob, verifyVersionJob, executionJob, mailJob, rollSegmentsJob];

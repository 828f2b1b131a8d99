/**
 * What happened, told to the schedules that wait for it. Stands left of all that happens, and knows none of it: `schedules` makes
 * the executions, from a job that commits with the event.
 */
export { type Happening, happening, startTriggeredJob } from './job';
export { tellEvent } from './tell-event';

/**
 * What is wrong and who is at it: alerts from checks and from this system itself, their history, and the mails about them. Everything
 * goes by `now()`.
 */
export { applyFindings, type Finding } from './apply-findings';
export { acknowledgeAlert, noteAlert, ownAlert, resolveAlert, snoozeAlert } from './change-alerts';
export { gatherQuietAlerts } from './gather-quiet';
export { listAlerts, listPeople, readAlert } from './read-alerts';
export { readAlertRules, setAlertRules } from './rules';
export { tellAlerts } from './tell-alerts';
export { tellAlertsJob, tendAlertsJob } from './tell-job';
export { tendAlerts } from './tend-alerts';
export { watchSystem } from './watch-system';

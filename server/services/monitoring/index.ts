/** What is watched and what was found: monitors, their notebook's template, alerts, and the log of predictions as notebooks read it. */
export { type AlertChanges, acknowledgeAlert, applyChecks, listAlerts, resolveAlert } from './alerts';
export { listMonitors } from './read-monitors';
export { monitorTemplate } from './template';

/** What this server is set up to do, for the settings page. Never a secret. */
export { readSettings } from './read-settings';

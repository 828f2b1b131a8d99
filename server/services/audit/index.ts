/** What was done, by whom. Rows are written by `command`; this only reads them. */
export { listAudit } from './list-audit';

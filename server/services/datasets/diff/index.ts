/**
 * What differs between two versions of data: columns, values of each column, rows. Schemas are compared by the profiles that
 * stand in the database, all else by one DuckDB over both files, shut in, with a limit of memory and time. Changes nothing.
 */
export { diffRows } from './diff-rows';
export { diffVersions } from './diff-versions';

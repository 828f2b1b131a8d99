/**
 * Where data went and where it came from, read off what the other services keep: grants, runs, model versions, schedules. Stands at
 * the right of all of them, and changes nothing.
 */
export { readLineage } from './read-lineage';

/** Files that hold several tables (workbooks, SQLite): what is in them, and one of them as a file of its own. They are read in a thread. */
export { convertPart, detectManyTables, listParts } from './convert-part';
export type { FilePart } from './part';

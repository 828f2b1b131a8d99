/**
 * Sketches of the log, hour by hour: what a year is read from without its rows. They are made of the files of a day and can always be made
 * again; nothing but them is read here and nothing of the log is written.
 */
export { keepSketches, removeSketches } from './keep-sketches';
export { readGrantedSketches } from './read-sketches';

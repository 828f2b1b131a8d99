import { positionOf } from './choose-route';

/**
 * Whether the log that keeps one of so many requests keeps this one. By its id alone: its rows, what shadows answered to it, and another model
 * that was asked under the same id agree, whichever process answers. What one of twenty keeps, one of ten does as well.
 */
export const isKept = (request: string, oneOf: number): boolean =>
  oneOf === 1 || positionOf('log', request) < 100 / oneOf;

/** Whether the log may hold a prediction of this id: row n of a request of several has `<id of the request>-<n>`. */
export const mayBeKept = (id: string, oneOf: number): boolean =>
  isKept(id, oneOf) || isKept(id.replace(/-\d+$/, ''), oneOf);

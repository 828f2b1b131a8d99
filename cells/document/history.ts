/**
 * Undo and redo over immutable values: a step is the value before it, so undoing cannot go wrong. Unchanged parts are the
 * same objects in every step; a long history of a large notebook costs arrays of pointers.
 */

/** One step: the value before it, and what to look at when it is undone or redone. */
interface Step<Value, Place> {
  readonly before: Value;
  readonly place: Place;
  /** Steps recorded in succession with the same key become one. */
  readonly joinKey?: string;
}

export interface History<Value, Place> {
  readonly present: Value;
  readonly past: readonly Step<Value, Place>[];
  /** Next to redo is last; `before` is the value that redo leads to. */
  readonly future: readonly Step<Value, Place>[];
}

/** Steps kept; older ones can no longer be undone. */
export const historyLimit = 2000;

export const startHistory = <Value, Place>(present: Value): History<Value, Place> => ({
  present,
  past: [],
  future: [],
});

/** Makes `value` the present. With a `joinKey` equal to the last step's, the two are one step. */
export function record<Value, Place>(
  history: History<Value, Place>,
  value: Value,
  { place, joinKey }: { place: Place; joinKey?: string },
): History<Value, Place> {
  if (value === history.present) return history;
  const joins =
    joinKey !== undefined && history.past.at(-1)?.joinKey === joinKey && history.future.length === 0;
  const past = joins
    ? history.past
    : [...history.past.slice(-historyLimit + 1), { before: history.present, place, joinKey }];
  return { present: value, past, future: [] };
}

/** The next recorded step does not join the last one. */
export function seal<Value, Place>(history: History<Value, Place>): History<Value, Place> {
  const last = history.past.at(-1);
  if (last?.joinKey === undefined) return history;
  return { ...history, past: [...history.past.slice(0, -1), { before: last.before, place: last.place }] };
}

export function undo<Value, Place>(history: History<Value, Place>): History<Value, Place> {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    present: step.before,
    past: history.past.slice(0, -1),
    future: [...history.future, { before: history.present, place: step.place }],
  };
}

export function redo<Value, Place>(history: History<Value, Place>): History<Value, Place> {
  const step = history.future.at(-1);
  if (!step) return history;
  return {
    present: step.before,
    past: [...history.past, { before: history.present, place: step.place }],
    future: history.future.slice(0, -1),
  };
}

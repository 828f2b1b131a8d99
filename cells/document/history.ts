/**
 * Undo and redo over immutable values of which others change parts meanwhile: a step is what it led from and to, and undoing it does
 * the way back to whatever the value is by then (`merge`). While nobody else changes anything, undo leads to the very value before.
 */

/** What was done from `base` to `mine`, done to `theirs`. Gives `mine` where `theirs` is `base`. */
export type Merge<Value> = (base: Value, mine: Value, theirs: Value) => Value;

interface Step<Value, Place> {
  readonly before: Value;
  readonly after: Value;
  /** What to look at when it is undone or redone. */
  readonly place: Place;
  /** Steps recorded in succession with the same key become one. */
  readonly joinKey?: string;
}

export interface History<Value, Place> {
  readonly present: Value;
  readonly past: readonly Step<Value, Place>[];
  /** Next to redo is last; it leads from `before` to `after` again. */
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
  const { present, past, future } = history;
  if (value === present) return history;
  const last = past.at(-1);
  if (joinKey !== undefined && last?.joinKey === joinKey && last.after === present && future.length === 0)
    return { present: value, past: [...past.slice(0, -1), { ...last, after: value }], future: [] };
  const step = { before: present, after: value, place, joinKey };
  return { present: value, past: [...past.slice(-historyLimit + 1), step], future: [] };
}

/** The next recorded step does not join the last one. */
export function seal<Value, Place>(history: History<Value, Place>): History<Value, Place> {
  const last = history.past.at(-1);
  if (last?.joinKey === undefined) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, joinKey: undefined }] };
}

/** Somebody else made `value` of the present: no step of this history, and no end of what is being typed. */
export function receive<Value, Place>(
  history: History<Value, Place>,
  value: Value,
  merge: Merge<Value>,
): History<Value, Place> {
  const last = history.past.at(-1);
  if (last?.joinKey === undefined || last.after !== history.present) return { ...history, present: value };
  const before = merge(last.after, last.before, value);
  return {
    ...history,
    present: value,
    past: [...history.past.slice(0, -1), { ...last, before, after: value }],
  };
}

/** Takes the last step back. A step of which nothing is left is passed over. */
export function undo<Value, Place>(
  history: History<Value, Place>,
  merge: Merge<Value>,
): History<Value, Place> {
  const { present, past, future } = history;
  const step = past.at(-1);
  if (!step) return history;
  const value = merge(step.after, step.before, present);
  const left = { present: value, past: past.slice(0, -1) };
  if (value === present) return undo({ ...left, future }, merge);
  return { ...left, future: [...future, { before: value, after: present, place: step.place }] };
}

export function redo<Value, Place>(
  history: History<Value, Place>,
  merge: Merge<Value>,
): History<Value, Place> {
  const { present, past, future } = history;
  const step = future.at(-1);
  if (!step) return history;
  const value = merge(step.before, step.after, present);
  const left = { present: value, future: future.slice(0, -1) };
  if (value === present) return redo({ ...left, past }, merge);
  return { ...left, past: [...past, { before: present, after: value, place: step.place }] };
}

/** Every value of the history becomes another one. */
export function mapHistory<Value, Place>(
  history: History<Value, Place>,
  change: (value: Value) => Value,
): History<Value, Place> {
  const map = (step: Step<Value, Place>) => ({
    ...step,
    before: change(step.before),
    after: change(step.after),
  });
  return { ...history, past: history.past.map(map), future: history.future.map(map) };
}

// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { openKernel, type Sources } from './kernel.fixture';

/** A generator of numbers with a seed, so that a failing history can be made again. */
function createRandom(seed: number) {
  let state = seed * 7919 + 1;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const names = ['a', 'b', 'c', 'd', 'e', 'f'];

function randomSource(random: (below: number) => number): string {
  const name = () => names[random(names.length)] ?? 'a';
  const value = () =>
    [`${random(5)}`, name(), `${name()} + 1`, `${name()} % 2`, `await ${name()}`][random(5)];
  switch (random(9)) {
    case 0:
      return `display(${value()}); display(${value()})`;
    case 1:
      return `${value()}`;
    case 2:
      return `const ${name()} = ${value()}, ${name()} = 7`;
    case 3:
      return `const ${name()} = ${value()}, x${random(3)} = ${value()}`;
    case 4:
      return '';
    case 5:
      return `const ${name()} = (() => { throw new Error("no ${random(3)}") })()`;
    case 6:
      return `const ${name()} = Promise.resolve(${value()}), x3 = 1`.replace('await ', '');
    default:
      return `const ${name()} = ${value()}`;
  }
}

test('after any history of edits a notebook shows what it would if opened afresh', {
  timeout: 120_000,
}, async () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = createRandom(seed);
    const edited = openKernel({});
    const sources: Record<number, string> = {};
    const history: unknown[] = [];
    for (let step = 0; step < 12; step++) {
      const changes: Record<number, string | null> = {};
      for (let i = 0; i <= random(4); i++) {
        const id = 1 + random(8);
        const isRemoved = random(5) === 0;
        if (isRemoved) delete sources[id];
        else sources[id] = randomSource(random);
        changes[id] = sources[id] ?? null;
      }
      history.push(changes);
      edited.set(changes as Sources);
      if (random(3) === 0) continue; // the next edit comes while this one still runs
      await edited.kernel.settled();
      const fresh = openKernel({});
      // In the order in which the cells came to stand, since it decides who defines a name first.
      for (const id of edited.order()) fresh.set({ [id]: sources[id] ?? '' });
      await fresh.kernel.settled();
      const look = ({ kernel, text }: typeof fresh) =>
        Object.fromEntries(
          Object.keys(sources).map((id) => {
            const { state, error } = kernel.get(Number(id));
            // Which of several failed inputs a blocked cell names depends on which failed first.
            const shown = state === 'blocked' ? undefined : text(Number(id));
            return [id, { source: sources[Number(id)], state, shown, error: shown && error?.message }];
          }),
        );
      expect(look(edited), `seed ${seed}, after ${JSON.stringify(history)}`).toEqual(look(fresh));
      fresh.kernel.dispose();
    }
    edited.kernel.dispose();
  }
});

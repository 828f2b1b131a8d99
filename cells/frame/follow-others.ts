import type { Received, SharedStore } from '@/cells/document/document-store';
import type { Presence } from '@/components/notebook/presence';
import type { TextCommits } from '@/components/notebook/text-commits';
import type { ViewState } from '@/components/notebook/view-state';

/**
 * What others write in a cell runs here when they have left it, or run it: half-written code must not run, whoever writes it. Where
 * nobody is in the cell it is finished already. A cell in which the person of this tab writes too waits for that.
 */
export function followOthers(parts: {
  store: SharedStore;
  commits: TextCommits;
  presence: Presence;
  view: ViewState;
}): { take(received: Received): void } {
  const { store, commits, presence, view } = parts;
  const written = new Set<number>();
  const settle = () => {
    const ready = [...written].filter(
      (id) => presence.peopleIn(id).length === 0 && view.placeOf(id) !== 'editing',
    );
    for (const id of ready) written.delete(id);
    if (ready.length > 0) commits.take(ready.filter((id) => store.cell(id)));
  };
  presence.subscribe(settle);
  view.subscribe(settle);
  presence.onRan((id) => {
    if (!written.delete(id)) return;
    commits.take([id]);
  });
  return {
    take({ touched, renumbered }) {
      const { active, mode } = view.get();
      const moved = active === undefined ? undefined : renumbered.get(active);
      if (moved !== undefined) view.go(moved, mode);
      for (const id of touched) if (commits.pending().has(id)) written.add(id);
      settle();
    },
  };
}

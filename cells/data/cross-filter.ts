import type { Clause } from './clause';
import { writeCondition } from './conditions';
import { quoteName, writeLiteral } from './write-literal';

/** A clause as conditions of SQL. */
export const writeClause = (clause: Clause): string[] =>
  clause.flatMap(({ column, measure, filter }) =>
    writeCondition({ sql: quoteName(column), measure }, filter, writeLiteral),
  );

/** One of those that draw the same data and filter each other. */
export interface Member {
  /** What it lets through itself; undefined is everything. */
  set(clause: Clause | undefined): void;
  own(): Clause | undefined;
  /** Whether it ever let through less than everything. */
  hasChosen(): boolean;
  /** What the others let through, by who they are. */
  others(): readonly { readonly id: string; readonly clause: Clause }[];
  /** Who else is linked. */
  companions(): number;
  clearAll(): void;
  /** Says that this one is about to change by these columns, so that the others can make ready. */
  announce(about: unknown): void;
  leave(): void;
}

export interface MemberEvents {
  /** Somebody else's clause changed, or this one's was taken away by another. */
  onChange(): void;
  /** Somebody else is about to change. */
  onAnnounce?(id: string, about: unknown): void;
}

export interface CrossFilters {
  /** `id` is the same when a cell runs again: what it had chosen then holds again. */
  join(group: string, id: string, events: MemberEvents): Member;
}

interface Group {
  readonly members: Map<string, MemberEvents>;
  /** Of those who left too: they come back with what they had, and until then it holds for nobody. */
  readonly clauses: Map<string, Clause>;
  readonly chosen: Set<string>;
}

/** The filters that charts and tables of one notebook share, by name. What is chosen lives as long as the tab. */
export function createCrossFilters(): CrossFilters {
  const groups = new Map<string, Group>();

  return {
    join(name, id, events) {
      const group: Group = groups.get(name) ?? {
        members: new Map(),
        clauses: new Map(),
        chosen: new Set(),
      };
      groups.set(name, group);
      const { members, clauses, chosen } = group;
      const tellOthers = () => {
        for (const [other, { onChange }] of members) if (other !== id) onChange();
      };
      members.set(id, events);
      // The others say how many they are, and hold what it had chosen before.
      queueMicrotask(tellOthers);
      return {
        set(clause) {
          chosen.add(id);
          if (clause && clause.length > 0) clauses.set(id, clause);
          else if (!clauses.delete(id)) return;
          tellOthers();
        },
        own: () => clauses.get(id),
        hasChosen: () => chosen.has(id),
        others: () =>
          [...clauses].flatMap(([other, clause]) =>
            other !== id && members.has(other) ? [{ id: other, clause }] : [],
          ),
        companions: () => members.size - (members.has(id) ? 1 : 0),
        clearAll() {
          clauses.clear();
          for (const { onChange } of members.values()) onChange();
        },
        announce(about) {
          for (const [other, { onAnnounce }] of members) if (other !== id) onAnnounce?.(id, about);
        },
        leave() {
          if (members.get(id) !== events) return;
          members.delete(id);
          tellOthers();
        },
      };
    },
  };
}

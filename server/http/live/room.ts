/** One notebook that people write in this process: takes what they write, keeps it, hands it on, and makes revisions of it. */
import * as Y from 'yjs';
import {
  type FromLiveServer,
  fromBase64,
  type PresentPerson,
  toBase64,
} from '@/cells/document/live-messages';
import type { Context, System } from '../../context';
import { toPublicError } from '../../errors';
import { can } from '../../permissions';
import {
  type KeptUpdate,
  keepUpdates,
  type LoadedDocument,
  packDocument,
  readAuthors,
  readMissed,
  reviseDocument,
} from '../../services/notebooks';

/** Milliseconds: quiet time before a revision, and the longest that what is written waits for one. */
export const quietMs = 1500;
export const longestMs = 10_000;
/** Characters of a document of which a revision is made within the quiet time; larger ones wait in proportion. */
const smallDocument = 2_000_000;
/** The largest document that is written on, in bytes. */
const largestDocument = 150_000_000;
/** Packed when the last one leaves and this much was written since. */
const packAbove = 100;

export interface Member {
  readonly context: Context;
  person: PresentPerson;
  /** The last update of this member that was kept. */
  kept: number;
  send(message: FromLiveServer | Uint8Array): void;
  end(): void;
}

interface Written {
  readonly member: Member;
  readonly number: number;
  /** What of it was new here. */
  readonly update?: Uint8Array;
}

export interface Room {
  join(member: Member, about: { vector: string; since?: number }): Promise<void>;
  leave(member: Member): void;
  write(member: Member, number: number, update: Uint8Array): void;
  /** Makes a revision now. */
  revise(): Promise<void>;
  /** Somebody else wrote in the database, up to this update. */
  heard(through: number): void;
  tell(message: FromLiveServer, except?: Member): void;
  members(): readonly Member[];
  close(): Promise<void>;
}

export function createRoom(system: System, id: string, loaded: LoadedDocument): Room {
  const { doc } = loaded;
  const members = new Set<Member>();
  let size = 0;
  let waiting: Written[] = [];
  let working: Promise<void> | undefined;
  let isAhead = false;
  let aheadSince = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastWriter: Context | undefined;
  let count = 0;
  let isBroken = false;

  const tell = (message: FromLiveServer | Uint8Array, except?: Member) => {
    for (const member of members) if (member !== except) member.send(message);
  };
  /** Everybody comes again and brings what they have: this room's memory may be ahead of the disk. */
  const breakUp = (error: unknown) => {
    isBroken = true;
    system.log.error('A notebook that is being written could not be kept', { notebook: id, error });
    for (const member of members) member.end();
  };

  /** One after the other: what is kept, and revisions. */
  function work(task: () => Promise<void>): Promise<void> {
    const before = working ?? Promise.resolve();
    const next = before.then(task).catch(breakUp);
    working = next;
    return next;
  }

  function take(missed: readonly KeptUpdate[]): void {
    for (const { id: number, update } of missed) {
      if (number <= loaded.through) continue;
      Y.applyUpdate(doc, update);
      loaded.through = number;
      tell(update);
    }
  }

  async function keep(): Promise<void> {
    const written = waiting;
    waiting = [];
    const groups = new Map<Context, Written[]>();
    for (const one of written) {
      const group = groups.get(one.member.context);
      if (group) group.push(one);
      else groups.set(one.member.context, [one]);
    }
    for (const [context, group] of groups) {
      const updates = group.flatMap(({ update, member }) =>
        update ? [{ update, author: member.person.name }] : [],
      );
      try {
        if (updates.length > 0) {
          const { missed, through } = await keepUpdates(context, { id, after: loaded.through, updates });
          take(missed);
          loaded.through = Math.max(loaded.through, through);
          count += updates.length;
        }
      } catch (error) {
        const { status, message } = toPublicError(error);
        for (const { member, number } of group) member.send({ type: 'refused', number, message });
        // It is in this room's memory, and nowhere else.
        isBroken = true;
        for (const member of members) member.end();
        if (status >= 500) throw error;
        return;
      }
      lastWriter = context;
      // Also where nothing was new: whoever sent it wants to hear that a revision says it.
      soonRevise();
      for (const { member, number, update } of group) {
        if (update) tell(update, member);
        member.kept = Math.max(member.kept, number);
      }
      for (const member of new Set(group.map(({ member }) => member)))
        member.send({ type: 'kept', number: member.kept, through: loaded.through });
    }
  }

  function soonRevise(): void {
    if (!isAhead) aheadSince = Date.now();
    isAhead = true;
    clearTimeout(timer);
    const patience = Math.max(1, size / smallDocument);
    const wait = Math.min(quietMs * patience, aheadSince + longestMs * patience - Date.now());
    timer = setTimeout(() => void revise(), Math.max(0, wait));
  }

  const revise = (): Promise<void> =>
    work(async () => {
      clearTimeout(timer);
      if (!lastWriter || isBroken) return;
      const sent = new Map([...members].map((member) => [member, member.kept]));
      try {
        const { revision, at, missed, through } = await reviseDocument(lastWriter, { id, document: loaded });
        for (const { update } of missed) tell(update);
        loaded.through = Math.max(loaded.through, through);
        isAhead = waiting.length > 0;
        for (const [member, number] of sent)
          member.send({ type: 'revised', number, revision, at: at.toISOString() });
      } catch (error) {
        const { status, message } = toPublicError(error);
        for (const [member, number] of sent) member.send({ type: 'refused', number, message });
        if (status >= 500) throw error;
      }
    });

  return {
    join: (member, { vector, since }) =>
      work(async () => {
        if (isBroken) return member.end();
        const update = Y.encodeStateAsUpdate(doc, readVector(vector));
        size ||= update.byteLength;
        const authors = since === undefined ? [] : await readAuthors(system.db, id, since);
        members.add(member);
        lastWriter ??= member.context;
        member.send(update);
        member.send({
          type: 'synced',
          vector: toBase64(Y.encodeStateVector(doc)),
          through: loaded.through,
          authors,
          you: member.person,
          people: [...members].filter((one) => one !== member).map(({ person }) => person),
        });
        tell({ type: 'person', person: member.person }, member);
      }),
    leave(member) {
      if (members.delete(member)) tell({ type: 'left', id: member.person.id });
    },
    write(member, number, given) {
      if (isBroken) return member.end();
      const { actor } = member.context;
      if (!can(actor, 'notebook.save'))
        return member.send({
          type: 'refused',
          number,
          message: `${actor.name} may read this notebook, not write in it. Ask an owner of this workspace for a role that may.`,
        });
      let update: Uint8Array | undefined;
      const hear = (fresh: Uint8Array) => {
        update = fresh;
      };
      doc.on('update', hear);
      try {
        if (size + given.byteLength > largestDocument) throw new Error('It has become too large.');
        Y.applyUpdate(doc, given);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return member.send({
          type: 'refused',
          number,
          message: `What was written could not be taken: ${reason.slice(0, 500)} Reload the page; what you wrote stays in this browser.`,
        });
      } finally {
        doc.off('update', hear);
      }
      // What waits for something that is not here yet is kept as it came.
      if (doc.store.pendingStructs ?? doc.store.pendingDs) update = given;
      size += update?.byteLength ?? 0;
      waiting.push({ member, number, update });
      if (waiting.length === 1) void work(keep);
    },
    revise,
    heard(through) {
      if (through <= loaded.through) return;
      void work(async () => {
        if (through > loaded.through) take(await readMissed(system.db, id, loaded.through));
      });
    },
    tell,
    members: () => [...members],
    async close() {
      await working;
      clearTimeout(timer);
      if (isAhead) await revise();
      if (lastWriter && count > packAbove && !isBroken)
        await packDocument(lastWriter, { id }).catch((error) =>
          system.log.warn('What was written in a notebook could not be packed', { notebook: id, error }),
        );
    },
  };
}

/** What somebody says they have; nothing, where that cannot be read: they get everything. */
function readVector(vector: string): Uint8Array | undefined {
  try {
    const bytes = fromBase64(vector);
    Y.decodeStateVector(bytes);
    return bytes.byteLength > 0 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

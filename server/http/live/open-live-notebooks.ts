/** Notebooks that are open in browsers, over WebSockets at `/api/notebooks/<id>/live`: who is there, what they write. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type FromLivePage,
  type FromLiveServer,
  fromLivePage,
  largestLiveMessage,
  mostPeople,
  type PresentPerson,
  unpackUpdate,
} from '@/cells/document/live-messages';
import { actingAs, type Context, type System } from '../../context';
import { listen } from '../../db/notify';
import { AppError, toPublicError } from '../../errors';
import { createId } from '../../id';
import { can } from '../../permissions';
import { actorOf, localOwnerId } from '../../services/auth';
import { listAhead, openDocument, reviseDocument } from '../../services/notebooks';
import { guardRequest } from '../guard';
import { createRoom, type Member, type Room } from './room';

export interface LiveNotebooks {
  /** Answers a request to open a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

const path = /^\/api\/notebooks\/([^/?]{1,100})\/live(?:\?|$)/;
/** A browser that does not answer in this time is gone, in milliseconds. */
const aliveMs = 30_000;
/** Notices of the database may be lost: each room looks for itself now and then. */
const lookMs = 10_000;
/** Bytes that may wait for a browser that does not take them. */
const mostWaiting = 2 * largestLiveMessage;

export function openLiveNotebooks(system: System): LiveNotebooks {
  const rooms = new Map<string, Promise<Room>>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestLiveMessage });
  const closing = new AbortController();

  const roomOf = (context: Context, id: string): Promise<Room> => {
    const known = rooms.get(id);
    if (known) return known;
    const opened = openDocument(context, { id }).then((loaded) => createRoom(system, id, loaded));
    rooms.set(id, opened);
    opened.catch(() => rooms.get(id) === opened && rooms.delete(id));
    return opened;
  };
  /** Who comes while it closes gets a room of their own; the database knows which came first. */
  const leave = (id: string, room: Room, member: Member) => {
    room.leave(member);
    if (room.members().length > 0) return;
    rooms.delete(id);
    room
      .close()
      .catch((error) => system.log.error('A notebook could not be closed', { notebook: id, error }));
  };

  async function welcome(socket: WebSocket, context: Context, id: string): Promise<void> {
    const send = (message: FromLiveServer | Uint8Array) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > mostWaiting) return socket.terminate();
      socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
    };
    let member: Member | undefined;
    let room: Room | undefined;
    /** Messages in turn, also while the first of them is being answered. */
    let turn = Promise.resolve();
    const act = async (message: FromLivePage) => {
      if (message.type === 'alive') return send({ type: 'alive' });
      if (message.type === 'hello') {
        if (member) return;
        room = await roomOf(context, id);
        if (socket.readyState !== socket.OPEN) {
          if (room.members().length === 0) rooms.delete(id);
          return;
        }
        if (room.members().length >= mostPeople)
          throw new AppError('conflict', `${mostPeople} people are in this notebook already.`);
        const person = newcomer(room, message.name);
        member = { context, person, kept: 0, send, end: () => socket.close(1013) };
        return room.join(member, message);
      }
      if (!member || !room) return;
      if (message.type === 'revise') return room.revise();
      const { at, ran } = message.type === 'here' ? message : member.person;
      const name = message.type === 'name' ? message.name : member.person.name;
      member.person = { ...member.person, name, at, ran };
      room.tell({ type: 'person', person: member.person }, member);
    };
    const refuse = (error: unknown) => {
      const { status, message } = toPublicError(error);
      if (status >= 500) system.log.error('An open notebook failed', { notebook: id, error });
      send({ type: 'refused', number: 0, message });
      socket.close(1008);
    };
    socket.on('message', (data, isBinary) => {
      turn = turn
        .then(async () => {
          // With the default binary type and no fragments, ws gives one Buffer.
          const bytes = data as Buffer;
          if (!isBinary) return act(fromLivePage.parse(JSON.parse(bytes.toString('utf8'))));
          const written = unpackUpdate(bytes);
          if (written && member && room) room.write(member, written.number, written.update);
        })
        .catch(refuse);
    });
    socket.on('close', () => {
      turn = turn.then(() => {
        if (member && room) leave(id, room, member);
      });
    });
    socket.on('error', () => socket.terminate());
    watchOver(socket);
  }

  const look = setInterval(async () => {
    for (const opened of rooms.values())
      (await opened.catch(() => undefined))?.heard(Number.MAX_SAFE_INTEGER);
  }, lookMs);
  look.unref();
  const listening = hear();
  async function hear(): Promise<(() => Promise<void>) | undefined> {
    return listen(
      system.db,
      'cellar_notebook',
      (payload) => {
        const [id = '', through] = payload.split(' ');
        void rooms.get(id)?.then(
          (room) => room.heard(Number(through)),
          () => {},
        );
      },
      () => system.log.warn('What other processes write in notebooks is seen some seconds late', {}),
    ).catch((error) => {
      system.log.warn('What other processes write in notebooks is seen some seconds late', {
        error: String(error),
      });
      return undefined;
    });
  }
  const caughtUp = catchUp(system, closing.signal);

  return {
    upgrade(request, socket, head) {
      const id = path.exec(request.url ?? '')?.[1];
      admit(system, request, id).then(
        (context) =>
          sockets.handleUpgrade(request, socket, head, (opened) => void welcome(opened, context, id ?? '')),
        (error) => turnAway(socket, error),
      );
    },
    async close() {
      closing.abort();
      clearInterval(look);
      await caughtUp;
      const open = await Promise.all([...rooms.values()].map((room) => room.catch(() => undefined)));
      rooms.clear();
      for (const socket of sockets.clients) socket.close(1012);
      await Promise.all(open.map((room) => room?.close()));
      for (const socket of sockets.clients) socket.terminate();
      await (await listening)?.();
    },
  };
}

async function admit(system: System, request: IncomingMessage, id: string | undefined): Promise<Context> {
  const header = (name: string) => request.headers[name]?.toString();
  guardRequest({ method: 'GET', header }, system.config);
  if (!id) throw new AppError('not_found', 'There is nothing here.');
  const actor = await actorOf(system, localOwnerId);
  if (!can(actor, 'notebook.read'))
    throw new AppError('forbidden', `${actor.name} may not do this (notebook.read).`);
  return actingAs(system, actor);
}

function turnAway(socket: Duplex, error: unknown): void {
  const { status, message } = toPublicError(error);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

/** The lowest number and colour that nobody there has. */
function newcomer(room: Room, name: string | undefined): PresentPerson {
  const people = room.members().map(({ person }) => person);
  const free = (isTaken: (number: number) => boolean) => {
    let number = 1;
    while (isTaken(number)) number += 1;
    return number;
  };
  const guest = free((number) => people.some((person) => person.name === `Guest ${number}`));
  const colour = free((number) => number <= 8 && people.some((person) => person.colour === number));
  return {
    id: createId(),
    name: name ?? `Guest ${guest}`,
    colour: colour > 8 ? (people.length % 8) + 1 : colour,
  };
}

function watchOver(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, aliveMs);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}

/** What was kept when a process died, and no revision says yet. */
async function catchUp(system: System, signal: AbortSignal): Promise<void> {
  const failed = (error: unknown, notebook?: string) =>
    system.log.error('What was written before the last end has no revision yet', { notebook, error });
  try {
    const context = actingAs(system, await actorOf(system, localOwnerId));
    for (const id of await listAhead(system.db)) {
      if (signal.aborted) return;
      // One that cannot be revised holds no other up.
      await reviseDocument(context, { id }).catch((error: unknown) => failed(error, id));
    }
  } catch (error) {
    failed(error);
  }
}

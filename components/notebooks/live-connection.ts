/**
 * The WebSocket between an open notebook and the server: sends what was written until the server has it on its disk, takes what others
 * write, tells who is there. When it breaks it is made again, and both sides say what they have: what is missing goes over then.
 */
import * as Y from 'yjs';
import {
  type FromLivePage,
  type FromLiveServer,
  fromBase64,
  fromLiveServer,
  type PresentPerson,
  packUpdate,
  type SharedPlace,
  toBase64,
} from '@/cells/document/live-messages';

export interface LiveConnectionOptions {
  /** `ws://…/live` */
  readonly url: string;
  readonly doc: Y.Doc;
  /** Origin by which the document is told what came from others. */
  readonly origin: unknown;
  readonly name?: string;
  /** Whether something was written that the server has never confirmed. */
  isBehind(): boolean;
  onState(state: ConnectionState): void;
  onPeople(people: readonly PresentPerson[], you: PresentPerson | undefined): void;
  /** What was sent up to this number is on the server's disk. */
  onKept(number: number): void;
  onRevised(revised: { number: number; revision: number; at: Date }): void;
  onRefused(number: number, message: string): void;
  /** Both have the same, after they had not. `authors`: who wrote meanwhile. `sent`: the number under which what was missing there went. */
  onSynced(synced: { authors: readonly string[]; sent: number | undefined; first: boolean }): void;
  /** Before what others wrote while this was away is taken. */
  onReturn?(): void;
}

export type ConnectionState = 'connecting' | 'online' | 'offline';

export interface LiveConnection {
  state(): ConnectionState;
  /** Sends what was written, and gives its number. While offline it is not sent: it goes over with all else that is missing. */
  send(update: Uint8Array): number | undefined;
  rename(name: string): void;
  here(at: SharedPlace | undefined, ran: { cell: string; count: number } | undefined): void;
  /** Asks for a revision now. */
  revise(): void;
  /** Tries at once, where it waits. */
  retry(): void;
  close(): void;
}

const retryMs = [300, 1000, 2000, 4000, 8000, 15_000];
/** Milliseconds between questions whether the server is there, and in which it answers. */
const askMs = 15_000;
const answerMs = 8000;

export function openLiveConnection(options: LiveConnectionOptions): LiveConnection {
  const { doc } = options;
  let socket: WebSocket | undefined;
  let state: ConnectionState = 'connecting';
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let sent = 0;
  let through: number | undefined;
  let wasOnline = false;
  let name = options.name;
  let place: Extract<FromLivePage, { type: 'here' }> = { type: 'here' };
  let you: PresentPerson | undefined;
  let people = new Map<string, PresentPerson>();

  const become = (next: ConnectionState) => {
    if (state === next || closed) return;
    state = next;
    options.onState(state);
  };
  const say = (message: FromLivePage) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const tellPeople = () => options.onPeople([...people.values()], you);
  const give = (update: Uint8Array): number => {
    sent += 1;
    // A copy on an ArrayBuffer of its own, which is what a socket takes.
    socket?.send(new Uint8Array(packUpdate(sent, update)));
    return sent;
  };

  function connect(): void {
    clearTimeout(timer);
    if (closed || socket) return;
    const made = new WebSocket(options.url);
    made.binaryType = 'arraybuffer';
    socket = made;
    const isCurrent = () => socket === made && !closed;
    made.onopen = () => {
      if (!isCurrent()) return;
      options.onReturn?.();
      say({ type: 'hello', vector: toBase64(Y.encodeStateVector(doc)), since: through, name });
      ask(made);
    };
    made.onmessage = ({ data }) => {
      if (!isCurrent()) return;
      ask(made);
      if (typeof data === 'string') hear(fromLiveServer.parse(JSON.parse(data)));
      else Y.applyUpdate(doc, new Uint8Array(data), options.origin);
    };
    made.onclose = () => isCurrent() && lose();
    // Its end is told by `close`.
    made.onerror = () => {};
  }

  function hear(message: FromLiveServer): void {
    switch (message.type) {
      case 'synced': {
        failures = 0;
        through = message.through;
        you = message.you;
        people = new Map(message.people.map((person) => [person.id, person]));
        const theirs = fromBase64(message.vector);
        const missing = options.isBehind() || hasMore(doc, theirs);
        become('online');
        const number = missing ? give(Y.encodeStateAsUpdate(doc, theirs)) : undefined;
        options.onSynced({ authors: message.authors, sent: number, first: !wasOnline });
        wasOnline = true;
        say(place);
        tellPeople();
        return;
      }
      case 'kept':
        through = message.through;
        options.onKept(message.number);
        return;
      case 'revised':
        options.onRevised({
          number: message.number,
          revision: message.revision,
          at: new Date(message.at),
        });
        return;
      case 'person':
        people.set(message.person.id, message.person);
        tellPeople();
        return;
      case 'left':
        people.delete(message.id);
        tellPeople();
        return;
      case 'refused':
        options.onRefused(message.number, message.message);
        return;
      case 'alive':
        return;
    }
  }

  function lose(): void {
    const lost = socket;
    socket = undefined;
    clearTimeout(asking);
    if (lost) {
      lost.onclose = null;
      lost.onmessage = null;
      lost.close();
    }
    people.clear();
    tellPeople();
    become('offline');
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(connect, retryMs[Math.min(failures, retryMs.length - 1)]);
    failures += 1;
  }

  /** A network that went away tells nobody: silence is asked about. */
  function ask(of: WebSocket): void {
    clearTimeout(asking);
    asking = setTimeout(() => {
      say({ type: 'alive' });
      asking = setTimeout(() => socket === of && lose(), answerMs);
    }, askMs);
  }

  const retry = () => {
    failures = 0;
    if (!socket) connect();
  };
  window.addEventListener('online', retry);
  window.addEventListener('offline', lose);
  connect();

  return {
    state: () => state,
    send: (update) => (state === 'online' && socket ? give(update) : undefined),
    rename(next) {
      name = next;
      if (you) you = { ...you, name: next };
      say({ type: 'name', name: next });
      tellPeople();
    },
    here(at, ran) {
      place = { type: 'here', at, ran };
      if (state === 'online') say(place);
    },
    revise: () => say({ type: 'revise' }),
    retry,
    close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(asking);
      window.removeEventListener('online', retry);
      window.removeEventListener('offline', lose);
      socket?.close();
    },
  };
}

/** Whether the document holds anything that somebody who has `vector` has not. */
function hasMore(doc: Y.Doc, vector: Uint8Array): boolean {
  const theirs = Y.decodeStateVector(vector);
  const mine = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...mine].some(([client, clock]) => clock > (theirs.get(client) ?? 0));
}

import { connect as connectSocket, Socket } from 'node:net';
import pg from 'pg';
import { connectSeconds, type Target } from './engine';

/** Queries at one time on one connection; what comes more waits. */
const mostAtOnce = 4;
/** Milliseconds for which a session that nobody uses is kept. */
const idleMs = 30_000;

export interface Session {
  readonly client: pg.Client;
  /** Ends it at once, whatever it does. */
  destroy(): void;
}

export interface Sessions {
  /** A session of one's own; waits while others have them all. Aborting closes what is not open yet. */
  checkOut(signal: AbortSignal): Promise<Session>;
  /** Gives it to the next, or ends it where something is left of its last query. */
  giveBack(session: Session, isClean: boolean): void;
}

/** The sessions of one connection. Unlike `pg.Pool`, one that hangs while it is opened is given up the moment nobody waits for it. */
export function createSessions(target: Target): Sessions {
  const idle = new Map<Session, NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  const drop = (session: Session) => {
    clearTimeout(idle.get(session));
    idle.delete(session);
    session.destroy();
  };

  return {
    async checkOut(signal) {
      signal.throwIfAborted();
      while (busy >= mostAtOnce) await inLine(waiting, signal);
      busy += 1;
      const [kept] = idle.keys();
      if (kept) {
        clearTimeout(idle.get(kept));
        idle.delete(kept);
        return kept;
      }
      try {
        return await open(target, signal, (session) => idle.has(session) && drop(session));
      } catch (error) {
        busy -= 1;
        waiting.shift()?.();
        throw error;
      }
    },
    giveBack(session, isClean) {
      busy -= 1;
      if (isClean) {
        const timer = setTimeout(() => drop(session), idleMs);
        timer.unref();
        idle.set(session, timer);
      } else session.destroy();
      waiting.shift()?.();
    },
  };
}

function inLine(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(wake), 1);
      reject(signal.reason);
    };
    waiting.push(wake);
    signal.addEventListener('abort', leave, { once: true });
  });
}

async function open(
  target: Target,
  signal: AbortSignal,
  onLost: (session: Session) => void,
): Promise<Session> {
  const { address, host, port, database, user, password, tls, authority } = target;
  const socket = new Socket();
  const client = new pg.Client({
    ...{ host: address.address, port, database, user, password: password ?? '' },
    ssl:
      tls === 'off'
        ? false
        : { servername: host, rejectUnauthorized: tls === 'checked', ...(authority && { ca: authority }) },
    application_name: 'Cellar',
    keepAlive: true,
    connectionTimeoutMillis: connectSeconds * 1000,
    stream: () => socket,
  });
  // A text of its own for the thread's uncaught errors: whoever uses the session hears of it by its query.
  client.on('error', () => onLost(session));
  const session: Session = {
    client,
    destroy() {
      socket.destroy();
      // After TLS began, the client writes to a socket around this one.
      client.end().catch(() => {});
    },
  };
  const stop = () => session.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    signal.throwIfAborted();
    return session;
  } catch (error) {
    session.destroy();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What of a client tells a server which session is meant; its types leave it out. */
interface Backend {
  readonly processID?: number | null;
  readonly secretKey?: number | null;
}

/** Asks the server to stop what the session runs, as `psql` does on Ctrl-C (protocol message CancelRequest). */
export function cancel({ address, port }: Target, { client }: Session): void {
  const { processID, secretKey } = client as unknown as Backend;
  if (!processID || secretKey === undefined || secretKey === null) return;
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80877102, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = connectSocket({ host: address.address, port }, () => socket.end(message));
  socket.setTimeout(3000, () => socket.destroy());
  socket.on('error', () => {});
  socket.unref();
}

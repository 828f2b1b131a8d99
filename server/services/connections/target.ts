import { createHash } from 'node:crypto';
import type { Context } from '../../context';
import type { connections } from '../../db/schema';
import { AppError } from '../../errors';
import { resolveHost } from '../../outbound';
import { createSecretBox } from '../../secrets';
import { connectSeconds, type Target } from './engines/engine';

type Connection = typeof connections.$inferSelect;

/** Whom the password of a connection is bound to. */
export const ownerOf = (id: string): string => `connection:${id}`;

export const openPassword = (
  { config }: Pick<Context, 'config'>,
  { id, name, password }: Pick<Connection, 'id' | 'name' | 'password'>,
): string | undefined => {
  if (password === null) return undefined;
  try {
    return createSecretBox(config).open(password, ownerOf(id));
  } catch (cause) {
    throw new AppError(
      'unprocessable',
      `The password of ${name} was stored under another secret of this workspace and cannot be read. Give it again in Settings, Connections.`,
      { cause },
    );
  }
};

/** Where a connection leads, with the address that was checked just now. @throws AppError in words */
export async function findTarget(
  { config }: Pick<Context, 'config'>,
  place: Omit<Connection, 'id' | 'password' | 'createdAt' | 'createdBy' | 'updatedAt'>,
  password: string | undefined,
): Promise<Target> {
  const { host } = place;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new AppError('unavailable', `The name ${host} could not be looked up within ${connectSeconds} s.`),
        ),
      connectSeconds * 1000,
    );
  });
  const found = resolveHost(host, config.outboundPrivate).catch((cause) => {
    if (cause instanceof AppError) throw cause;
    throw new AppError('unavailable', `There is no host ${host}, or its name cannot be looked up now.`, {
      cause,
    });
  });
  const address = await Promise.race([found, late]).finally(() => clearTimeout(timer));
  const known = {
    ...{ name: place.name, kind: place.kind, host, address, port: place.port, database: place.database },
    ...{ user: place.user, password, tls: place.tls, authority: place.authority ?? undefined },
    ...{ maxRows: place.maxRows, maxBytes: place.maxBytes, maxSeconds: place.maxSeconds },
  };
  return { ...known, key: createHash('sha256').update(JSON.stringify(known)).digest('hex') };
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { query } from '../../command';
import type { Config } from '../../config';
import type { System } from '../../context';
import { AppError } from '../../errors';
import { modelName } from '../registry';
import { hashKey, type keyScopes } from './keys';
import type { ServedDeployment } from './read-served';

export type KeyScope = (typeof keyScopes)[number];
type Clock = Pick<System, 'now'> & { readonly config: Pick<Config, 'secret'> };

/** @throws AppError unauthenticated for a missing or wrong key, forbidden for one that is for something else */
export function checkKey(
  { now, config }: Clock,
  { name, keys }: Pick<ServedDeployment, 'name' | 'keys'>,
  { secret, scope }: { readonly secret: string | undefined; readonly scope: KeyScope },
): { readonly keyId?: string } {
  if (secret === undefined)
    throw new AppError(
      'unauthenticated',
      `${name} asks for an API key: send it in the header Authorization: Bearer <key>. Keys are made on the page of the deployment.`,
    );
  if (secret.startsWith(passPrefix) && isPass({ now, config }, name, secret)) return {};
  const hash = Buffer.from(hashKey(secret.slice(0, 500)));
  // All are compared, each in constant time: how long it takes says nothing.
  let found: (typeof keys)[number] | undefined;
  for (const key of keys) if (timingSafeEqual(Buffer.from(key.hash), hash)) found = key;
  if (!found || (found.expiresAt && found.expiresAt <= now()))
    throw new AppError(
      'unauthenticated',
      `The API key is not one of ${name}: it is mistyped, was revoked, or has expired.`,
    );
  if (!found.scopes.includes(scope))
    throw new AppError(
      'forbidden',
      `The API key is not for ${scope === 'predict' ? 'predictions' : 'labels'}. Make one that is.`,
    );
  return { keyId: found.id };
}

const passPrefix = 'pass_';
const passMinutes = 10;

/** Lets the page of a person who may ask for predictions try a deployment without one of its keys, for ten minutes. */
export const makePass = query({
  action: 'model.predict',
  input: z.object({ name: modelName }),
  run: async ({ config, now }, { name }) => {
    const expires = now().getTime() + passMinutes * 60_000;
    return { pass: `${passPrefix}${expires}.${signPass(config, name, expires)}` };
  },
});

function isPass({ config, now }: Clock, name: string, given: string): boolean {
  const [, expires, signature = ''] = /^pass_(\d{1,15})\.([\w-]+)$/.exec(given) ?? [];
  const expected = Buffer.from(signPass(config, name, Number(expires)));
  const actual = Buffer.from(signature);
  return (
    expected.length === actual.length &&
    timingSafeEqual(expected, actual) &&
    Number(expires) > now().getTime()
  );
}

const signPass = ({ secret }: Pick<Config, 'secret'>, name: string, expires: number): string =>
  createHmac('sha256', secret).update(`deployment-pass:${name}:${expires}`).digest('base64url');

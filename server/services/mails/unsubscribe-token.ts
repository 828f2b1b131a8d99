import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../../config';

/** Who wants no more mails about what. */
export interface Unsubscription {
  readonly topic: string;
  /** Lower case. */
  readonly address: string;
}

const content = z.object({ t: z.string(), a: z.string() });

/** Path of the page on which `address` leaves `topic`. It does not run out: mails are read late. */
export function unsubscribePath(config: Pick<Config, 'secret'>, { topic, address }: Unsubscription): string {
  const body = Buffer.from(JSON.stringify({ t: topic, a: address.toLowerCase() })).toString('base64url');
  return `/unsubscribe/${body}.${signature(config, body)}`;
}

/** What a token stands for; undefined when it is forged or malformed. */
export function readUnsubscribeToken(
  config: Pick<Config, 'secret'>,
  token: string,
): Unsubscription | undefined {
  const [body = '', given = '', ...rest] = token.split('.');
  const [expected, actual] = [Buffer.from(signature(config, body)), Buffer.from(given)];
  if (rest.length > 0 || expected.length !== actual.length || !timingSafeEqual(expected, actual))
    return undefined;
  // Ours, for it is signed: it parses.
  const { t, a } = content.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  return { topic: t, address: a };
}

const signature = ({ secret }: Pick<Config, 'secret'>, body: string): string =>
  createHmac('sha256', secret).update(`unsubscribe:${body}`).digest('base64url');

import type { BlockList } from 'node:net';
import { z } from 'zod';
import { AppError } from './errors';
import { npmsRegistry } from './npm-registry';
import { parseRanges } from './outbound';
import { parseStorageUrl, type S3Place } from './storage-url';

/** The only reader of the environment. The README's table is this schema in words. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  CELLAR_DATA: z.string().default('.cellar'),
  CELLAR_URL: z.url().optional(),
  CELLAR_SECRET: z.string().min(32).optional(),
  DATABASE_URL: z.url().optional(),
  STORAGE_URL: z.string().optional(),
  STORAGE_CACHE_GB: z.coerce.number().min(0.1).default(10),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'write smtp://host:port or smtps://host:port' }).optional(),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_TLS: z.enum(['required', 'optional']).optional(),
  MAIL_FROM: z.string().default('Cellar <cellar@localhost>'),
  CHROME_PATH: z.string().optional(),
  EXECUTION_MINUTES: z.coerce
    .number()
    .positive()
    .max(24 * 60)
    .default(30),
  HEARTBEAT_SECONDS: z.coerce.number().int().min(10).max(3600).default(30),
  OUTBOUND_PRIVATE: z.string().default(''),
  PUBLIC_LINKS: z.enum(['on', 'off']).default('off'),
  NPM_REGISTRY: z
    .union([z.literal('off'), z.url({ protocol: /^https?$/ })], {
      error: 'write the address of a registry, https://registry.example.com/, or off',
    })
    .optional(),
  DUMP_HOURS: z.coerce.number().min(0).default(24),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  /** How people reach this server: used in mails and links. */
  readonly url: string;
  /** Signs short-lived data URLs. Kept in the data folder unless given. */
  readonly secret: string;
  /** PostgreSQL; absent means the embedded database. */
  readonly databaseUrl?: string;
  /** A bucket; absent means the data folder. */
  readonly storage?: S3Place;
  /** Bytes that copies of a bucket's files may take on this machine. */
  readonly copiesBytes: number;
  readonly role: 'all' | 'web' | 'worker';
  readonly smtpUrl?: string;
  readonly smtpUser?: string;
  readonly smtpPassword?: string;
  /** Whether mail is refused to a server without TLS; unset: where a password is sent over a network. */
  readonly smtpRequiresTls?: boolean;
  readonly mailFrom: string;
  readonly chromePath?: string;
  readonly executionMinutes: number;
  /** Seconds of silence after which a worker counts as dead and its jobs are given to another. */
  readonly heartbeatSeconds: number;
  /** Addresses of private networks that webhooks may call, and where a registry of packages may be. */
  readonly outboundPrivate: BlockList;
  /** Whether people may share apps with anybody, by link. */
  readonly publicLinks: boolean;
  /** Where packages that notebooks import come from; absent: none is fetched, those that are stored stay. */
  readonly npmRegistry?: string;
  /** Hours between dumps of the embedded database; 0 for none. */
  readonly dumpHours: number;
}

/** Checks the environment. `secret` of the result is empty when none was given: the data folder provides it. */
export function readConfig(
  variables: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): Config {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environment.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new AppError(
      'bad_request',
      `The setting ${issue?.path.join('.')} is not usable: ${issue?.message}. See the configuration table in README.md.`,
    );
  }
  const env = result.data;
  if (env.ROLE !== 'all' && !env.DATABASE_URL)
    throw new AppError(
      'bad_request',
      `ROLE=${env.ROLE} needs DATABASE_URL: the embedded database belongs to one process. Set DATABASE_URL, or leave ROLE out.`,
    );
  if (env.DATABASE_URL && env.STORAGE_URL && !env.CELLAR_SECRET)
    throw new AppError(
      'bad_request',
      'DATABASE_URL and STORAGE_URL together need CELLAR_SECRET: processes on several machines sign and seal for one another. Give all of them the same, e.g. of openssl rand -hex 32.',
    );
  if (!['127.0.0.1', 'localhost', '::1'].includes(env.HOST))
    throw new AppError(
      'bad_request',
      `HOST=${env.HOST} would open this server to the network, which needs accounts; this version has none. Use 127.0.0.1, behind a proxy that signs people in.`,
    );
  return {
    port: env.PORT,
    host: env.HOST,
    dataFolder: env.CELLAR_DATA.startsWith('/') ? env.CELLAR_DATA : `${workingFolder}/${env.CELLAR_DATA}`,
    url: (env.CELLAR_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
    secret: env.CELLAR_SECRET ?? '',
    databaseUrl: env.DATABASE_URL,
    storage: env.STORAGE_URL === undefined ? undefined : parseStorageUrl(env.STORAGE_URL, given),
    copiesBytes: env.STORAGE_CACHE_GB * 1024 ** 3,
    role: env.ROLE,
    smtpUrl: env.SMTP_URL,
    smtpUser: env.SMTP_USER,
    smtpPassword: env.SMTP_PASSWORD,
    smtpRequiresTls: env.SMTP_TLS && env.SMTP_TLS === 'required',
    mailFrom: env.MAIL_FROM,
    chromePath: env.CHROME_PATH,
    executionMinutes: env.EXECUTION_MINUTES,
    heartbeatSeconds: env.HEARTBEAT_SECONDS,
    outboundPrivate: readRanges(env.OUTBOUND_PRIVATE),
    publicLinks: env.PUBLIC_LINKS === 'on',
    npmRegistry: env.NPM_REGISTRY === 'off' ? undefined : (env.NPM_REGISTRY ?? npmsRegistry(variables)),
    dumpHours: env.DUMP_HOURS,
  };
}

function readRanges(text: string): BlockList {
  try {
    return parseRanges(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('bad_request', `The setting OUTBOUND_PRIVATE is not usable: ${reason}`, { cause });
  }
}

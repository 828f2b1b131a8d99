import { isIP } from 'node:net';
import { z } from 'zod';

export const connectionKinds = ['postgresql', 'clickhouse', 'trino'] as const;

/** Where a connection leads, without its password. */
export const placeFields = {
  kind: z.enum(connectionKinds),
  host: z
    .string()
    .trim()
    .min(1, 'Give a host')
    .max(253)
    .refine(
      (host) => isIP(host) !== 0 || /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(host),
      'A host is a name such as db.example.org, or an address, without https:// and port',
    ),
  port: z.number().int().min(1).max(65_535),
  database: z.string().trim().min(1, 'Give a database').max(200),
  user: z.string().trim().min(1, 'Give a user').max(200),
  tls: z.enum(['checked', 'unchecked', 'off']),
  /** PEM. */
  authority: z
    .string()
    .trim()
    .max(50_000)
    .refine(
      (text) => text === '' || /-----BEGIN CERTIFICATE-----/.test(text),
      'A certificate in PEM begins with -----BEGIN CERTIFICATE-----',
    )
    .nullable()
    .default(null),
};

export const limitFields = {
  maxRows: z.number().int().min(1).max(50_000_000),
  maxBytes: z.number().int().min(1_000_000).max(4_000_000_000),
  maxSeconds: z.number().int().min(1).max(3600),
};

/** As notebooks write it, and as its cell's bar shows it. `var:` is Notebook Kit's sign for a variable. */
export const connectionName = z
  .string()
  .trim()
  .min(1, 'Give a name')
  .max(60)
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_ .-]*$/u, 'A name has letters, digits, spaces, dots, _ and -');

export const password = z.string().max(5000);

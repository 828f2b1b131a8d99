/**
 * What page and server say to each other while a notebook is open, besides the updates of its document. Those travel as bytes: to the
 * server behind four bytes that number them (big-endian), from it bare. Everything else is one of these, as JSON.
 */
import { z } from 'zod';

const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/);
const number = z.number().int().nonnegative();

export const longestName = 40;
export const personName = z.string().trim().min(1).max(longestName);

/** Where somebody is: a cell, by its key, and the two ends of the selection in its text, as Yjs packs places. */
export const whereabouts = z.object({
  cell: z.string().min(1).max(100),
  anchor: base64(1000).optional(),
  head: base64(1000).optional(),
});
export type SharedPlace = z.infer<typeof whereabouts>;

/** A cell whose text somebody ran, and how often they ran something. */
export const ranCell = z.object({ cell: z.string().min(1).max(100), count: number });

export const presentPerson = z.object({
  /** Of the connection. */
  id: z.string().max(100),
  name: personName,
  /** One of eight. */
  colour: z.number().int().min(1).max(8),
  at: whereabouts.optional(),
  ran: ranCell.optional(),
});
export type PresentPerson = z.infer<typeof presentPerson>;
export const mostPeople = 200;

export const fromLivePage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    /** What the page has, as Yjs packs it. */
    vector: base64(4_000_000),
    /** The last update that it heard of. */
    since: number.optional(),
    name: personName.optional(),
  }),
  z.object({ type: z.literal('name'), name: personName }),
  z.object({ type: z.literal('here'), at: whereabouts.optional(), ran: ranCell.optional() }),
  /** Makes a revision of what was written, now. */
  z.object({ type: z.literal('revise') }),
  z.object({ type: z.literal('alive') }),
]);
export type FromLivePage = z.infer<typeof fromLivePage>;

export const fromLiveServer = z.discriminatedUnion('type', [
  /** The answer to `hello`, behind what the page had not got. */
  z.object({
    type: z.literal('synced'),
    vector: base64(4_000_000),
    through: number,
    /** Who wrote since the page was last here. */
    authors: z.array(z.string().max(200)).max(20),
    you: presentPerson,
    people: z.array(presentPerson).max(mostPeople),
  }),
  /** What was sent up to this number is on the disk. `through`: the last update of all. */
  z.object({ type: z.literal('kept'), number, through: number }),
  /** A revision says all that was sent up to this number. */
  z.object({ type: z.literal('revised'), number, revision: number, at: z.iso.datetime() }),
  z.object({ type: z.literal('person'), person: presentPerson }),
  z.object({ type: z.literal('left'), id: z.string().max(100) }),
  /** What was sent up to this number is not taken, and why. */
  z.object({ type: z.literal('refused'), number, message: z.string().max(2000) }),
  z.object({ type: z.literal('alive') }),
]);
export type FromLiveServer = z.infer<typeof fromLiveServer>;

/** The largest message either takes, in bytes. */
export const largestLiveMessage = 160_000_000;

export function packUpdate(number: number, update: Uint8Array): Uint8Array {
  const packed = new Uint8Array(4 + update.byteLength);
  new DataView(packed.buffer).setUint32(0, number);
  packed.set(update, 4);
  return packed;
}

/** Undefined for what is too short to be one. */
export function unpackUpdate(packed: Uint8Array): { number: number; update: Uint8Array } | undefined {
  if (packed.byteLength < 5) return undefined;
  const number = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(0);
  return { number, update: packed.subarray(4) };
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

import { z } from 'zod';
import type { Actor } from '../../permissions';
import { localOwnerId } from '../auth';

/** The name that a person chose; it counts only where there are no accounts. */
export const chosenName = z.string().trim().max(40).optional();

/** The name under which an actor writes. */
export const authorOf = (actor: Actor, chosen: string | undefined): string =>
  (actor.id === localOwnerId ? chosen : undefined) || actor.name;

/** By whom comments are counted as read. */
export const readerOf = (actor: Actor, chosen: string | undefined): string =>
  `${actor.id}:${authorOf(actor, chosen)}`;

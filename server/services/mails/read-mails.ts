import { and, desc, eq, ilike, inArray, or, sql } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { query } from '../../command';
import { executions, mailDeliveries, mails } from '../../db/schema';
import { AppError } from '../../errors';
import { unsubscribePlaceholder } from './letter';
import { colourScheme, showLetter } from './show-letter';

const columns = {
  id: mails.id,
  executionId: mails.executionId,
  scheduleId: executions.scheduleId,
  kind: mails.kind,
  topic: mails.topic,
  subject: mails.subject,
  recipients: mails.recipients,
  state: mails.state,
  bytes: mails.bytes,
  attempts: mails.attempts,
  nextAttemptAt: mails.nextAttemptAt,
  error: mails.error,
  createdAt: mails.createdAt,
  sentAt: mails.sentAt,
};

const states = z.array(z.enum(['queued', 'sent', 'kept', 'failed', 'held']));

/** The newest first. `sends`: whether this server hands mail to anybody, or keeps it here. */
export const listMails = query({
  action: 'mail.read',
  input: z.object({
    states: states.optional(),
    /** Part of a subject or an address. */
    search: z.string().trim().max(200).optional(),
    limit: z.number().int().min(1).max(500).default(100),
  }),
  async run(context, { states, search, limit }) {
    const like = `%${search?.replace(/[%_\\]/g, '\\$&')}%`;
    const rows = await context.db
      .select(columns)
      .from(mails)
      .leftJoin(executions, eq(executions.id, mails.executionId))
      .where(
        and(
          states ? inArray(mails.state, states) : undefined,
          search ? or(ilike(mails.subject, like), ilike(sql`${mails.recipients}::text`, like)) : undefined,
        ),
      )
      .orderBy(desc(mails.createdAt))
      .limit(limit);
    return { sends: context.mail.sends, mails: rows };
  },
});

/** One mail with its words. */
export const readMail = query({
  action: 'mail.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [mail] = await context.db
      .select(columns)
      .from(mails)
      .leftJoin(executions, eq(executions.id, mails.executionId))
      .where(eq(mails.id, id));
    if (!mail) throw new AppError('not_found', 'There is no such mail.');
    const eml = await PostalMime.parse(await readEml(context, { id }));
    const deliveries = await context.db
      .select()
      .from(mailDeliveries)
      .where(eq(mailDeliveries.mailId, id))
      .orderBy(mailDeliveries.address);
    return {
      ...mail,
      from: eml.from?.address ?? '',
      text: (eml.text ?? '').replaceAll(unsubscribePlaceholder, '(each reader’s own link)'),
      attachments: eml.attachments
        .filter(({ disposition }) => disposition !== 'inline')
        .map(({ filename }) => filename ?? 'file'),
      deliveries,
    };
  },
});

/** The mail as a client shows it: its HTML with the pictures put in as data URLs. */
export const readMailHtml = query({
  action: 'mail.read',
  input: z.object({ id: z.string(), scheme: colourScheme.optional() }),
  async run(context, { id, scheme }) {
    const eml = await PostalMime.parse(await readEml(context, { id }), { attachmentEncoding: 'base64' });
    const pictures = new Map(
      eml.attachments.map(({ contentId, mimeType, content }) => [
        (contentId ?? '').replace(/^<|>$/g, ''),
        `data:${mimeType};base64,${content}`,
      ]),
    );
    return showLetter(eml.html ?? '', { pictures, scheme });
  },
});

/** The mail's bytes, as they travel. */
export const readEml = query({
  action: 'mail.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const mail = await context.db.query.mails.findFirst({ where: eq(mails.id, id) });
    if (!mail) throw new AppError('not_found', 'There is no such mail.');
    return context.storage.readAll(mail.emlHash);
  },
});

import { z } from 'zod';

/** Who a mail goes to: an address, everybody of a role, or `=name`: whom the cell of that name gives. */
export const recipientRoles = { '@owners': 'owner', '@editors': 'editor' } as const;

/** A cell's name, as a recipient is written. */
export const cellRecipient = /^=([\p{L}_$][\p{L}\p{N}_$]*)$/u;

const address = z.email().max(320);
const how = 'write one such as ada@example.org, @owners, @editors, or =name for a cell that gives addresses';

export const recipient = z
  .string()
  .trim()
  .superRefine((value, context) => {
    if (value in recipientRoles || cellRecipient.test(value) || address.safeParse(value).success) return;
    context.addIssue({ code: 'custom', message: `“${value.slice(0, 100)}” is no mail address; ${how}` });
  });

export const mostRecipients = 50;

export const recipients = z
  .array(recipient)
  .max(mostRecipients, `At most ${mostRecipients} recipients; use a mailing list for more`)
  .transform((addresses) => [...new Set(addresses)]);

export const isAddress = (text: string): boolean => address.safeParse(text).success;

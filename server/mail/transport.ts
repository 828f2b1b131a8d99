import { createTransport } from 'nodemailer';
import { AppError } from '../errors';
import type { Mail } from './mail';

/** Sends through `smtpUrl` when there is one; else messages are only rendered, and the outbox keeps them. */
export function createMail(options: { smtpUrl?: string; from: string }): Mail {
  const renderer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const sender = options.smtpUrl
    ? createTransport(options.smtpUrl, {
        connectionTimeout: 15_000,
        greetingTimeout: 15_000,
        socketTimeout: 60_000,
      } as object)
    : undefined;
  return {
    sends: sender !== undefined,
    async render(mail) {
      const { message } = await renderer.sendMail({
        from: options.from,
        to: [...mail.to],
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        attachments: mail.pictures.map(({ id, png, fileName }) => ({
          cid: id,
          filename: fileName,
          content: Buffer.from(png),
          contentType: 'image/png',
          contentDisposition: 'inline' as const,
        })),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return message as Buffer; // `buffer: true` above
    },
    async send(eml, to) {
      if (!sender) throw new AppError('unavailable', 'No mail server is set: give SMTP_URL and start again.');
      try {
        await sender.sendMail({
          envelope: { from: addressOf(options.from), to: [...to] },
          raw: Buffer.from(eml),
        });
      } catch (cause) {
        throw new AppError('unavailable', sayWhy(cause), { cause });
      }
    },
  };
}

/** Nobody there, a wrong name, or the mail server's own words. */
function sayWhy(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const [, unreachable] = /ECONNREFUSED\s*(\S*)/.exec(reason) ?? [];
  if (unreachable !== undefined)
    return `No mail server answers at ${unreachable || 'the address of SMTP_URL'}. Check that it runs, and SMTP_URL.`;
  const [, unknown] = /(?:ENOTFOUND|EAI_AGAIN)\s*(\S*)/.exec(reason) ?? [];
  if (unknown !== undefined)
    return `The mail server ${unknown || 'of SMTP_URL'} cannot be found. Check SMTP_URL and the network.`;
  return `The mail server did not take the message: ${reason}`;
}

const addressOf = (from: string): string => /<([^>]+)>/.exec(from)?.[1] ?? from;

import { createTransport } from 'nodemailer';
import { type Mail, MailRefused } from './mail';

export interface MailOptions {
  /** `smtp://` (STARTTLS where the server offers it) or `smtps://` (TLS from the first byte). */
  readonly smtpUrl?: string;
  readonly user?: string;
  readonly password?: string;
  /** Refuse to speak without TLS; a password is sent over TLS alone, but to this machine itself. */
  readonly requireTls?: boolean;
  readonly from: string;
}

/** Sends through `smtpUrl` when there is one; else messages are only rendered, and the outbox keeps them. */
export function createMail(options: MailOptions): Mail {
  const renderer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const sender = options.smtpUrl ? createTransport(smtpSettings(options.smtpUrl, options)) : undefined;
  return {
    sends: sender !== undefined,
    async render(mail) {
      const { message } = await renderer.sendMail({
        from: options.from,
        to: [...mail.to],
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        messageId: mail.messageId,
        headers: mail.headers && { ...mail.headers },
        attachments: [
          ...mail.pictures.map(({ id, bytes, contentType = 'image/png', fileName }) => ({
            cid: id,
            filename: fileName,
            content: Buffer.from(bytes),
            contentType,
            contentDisposition: 'inline' as const,
          })),
          ...(mail.attachments ?? []).map(({ fileName, contentType, bytes }) => ({
            filename: fileName,
            content: Buffer.from(bytes),
            contentType,
          })),
        ],
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return message as Buffer; // `buffer: true` above
    },
    async send(eml, to) {
      if (!sender) throw new MailRefused('No mail server is set: give SMTP_URL and start again.', 'server');
      try {
        await sender.sendMail({
          envelope: { from: addressOf(options.from), to: [...to] },
          raw: Buffer.from(eml),
        });
      } catch (cause) {
        throw new MailRefused(sayWhy(cause), whatIsRefused(cause), cause);
      }
    },
  };
}

function smtpSettings(smtpUrl: string, { user, password, requireTls }: MailOptions) {
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const auth = {
    user: user ?? decodeURIComponent(url.username),
    pass: password ?? decodeURIComponent(url.password),
  };
  const isHere = ['127.0.0.1', '::1', 'localhost'].includes(host);
  const secure = url.protocol === 'smtps:';
  return {
    ...{ host, port: Number(url.port) || (secure ? 465 : 587), secure },
    requireTLS: !secure && (requireTls ?? (auth.user !== '' && !isHere)),
    ...(auth.user && { auth }),
    ...{ connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 },
  };
}

/** Whom a refusal is about: RFC 5321 says for good with 5xx, and the command that it answers says of what. */
function whatIsRefused(cause: unknown): MailRefused['of'] {
  // nodemailer's errors say so
  const {
    responseCode = 0,
    command = '',
    code,
  } = cause as {
    responseCode?: number;
    command?: string;
    code?: string;
  };
  if (responseCode >= 500 && command === 'RCPT TO') return 'address';
  // Too large for what the server said it takes is found before the data.
  if ((responseCode >= 500 && command === 'DATA') || (code === 'EMESSAGE' && command === 'MAIL FROM'))
    return 'message';
  return ['RCPT TO', 'DATA', 'MAIL FROM'].includes(command) ? 'later' : 'server';
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

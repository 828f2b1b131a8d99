import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface MailSink {
  /** What arrived, parsed, in order. */
  readonly mails: readonly Email[];
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A real SMTP server that keeps what it is sent, and says yes once `onMail` has come to its end; `refuses` has it say that there is no
 * such mailbox. Port 0 is a free one.
 */
export async function startMailSink(
  port: number,
  refuses: (address: string) => boolean = () => false,
  onMail: (mail: Email) => void | Promise<void> = () => {},
): Promise<MailSink> {
  const mails: Email[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(refuses(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : undefined),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const mail = await PostalMime.parse(Buffer.concat(chunks));
        mails.push(mail);
        await onMail(mail);
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // Who was killed while it sent hangs up in the middle.
  server.on('error', () => {});
  const { port: taken } = server.server.address() as AddressInfo; // a TCP server's address is one
  return { mails, port: taken, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

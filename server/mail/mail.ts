import { AppError } from '../errors';

export interface MailPicture {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** `image/png` unless told. */
  readonly contentType?: string;
  readonly fileName: string;
}

export interface MailAttachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** One way of sending. With `SMTP_URL` messages go to that server; without, they are kept and shown in the outbox. */
export interface OutgoingMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Inline pictures, referred to as `cid:<id>`. */
  readonly pictures: readonly MailPicture[];
  readonly attachments?: readonly MailAttachment[];
  /** With its angle brackets; a random one unless given. */
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Mail {
  /** Whether messages leave this machine. */
  readonly sends: boolean;
  /** The message as it would travel (RFC 5322); `send` sends these bytes. */
  render(mail: OutgoingMail): Promise<Uint8Array>;
  /** Throws MailRefused when the server refuses or is away. */
  send(eml: Uint8Array, to: readonly string[]): Promise<void>;
}

/** A message that was not taken. */
export class MailRefused extends AppError {
  constructor(
    message: string,
    /**
     * `address`: the server says that there is no such reader (5xx to RCPT TO). `message`: it never takes this message (5xx to its
     * data). `later`: anything else; trying again may help. `server`: nobody can be sent anything now.
     */
    readonly of: 'address' | 'message' | 'later' | 'server',
    cause?: unknown,
  ) {
    super('unavailable', message, { cause });
  }
}

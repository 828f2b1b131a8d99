/** One way of sending. With `SMTP_URL` messages go to that server; without, they are kept and shown in the outbox. */
export interface OutgoingMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Inline pictures, referred to as `cid:<id>`. */
  readonly pictures: readonly { readonly id: string; readonly png: Uint8Array; readonly fileName: string }[];
}

export interface Mail {
  /** Whether messages leave this machine. */
  readonly sends: boolean;
  /** The message as it would travel (RFC 5322); `send` sends these bytes. */
  render(mail: OutgoingMail): Promise<Uint8Array>;
  /** Throws AppError unavailable when the server refuses or is away: the job tries again. */
  send(eml: Uint8Array, to: readonly string[]): Promise<void>;
}

import type { Config } from '../config';
import type { MailOptions } from './transport';

/** How this server is set up to send mail. */
export const mailOptionsOf = (config: Config): MailOptions => ({
  smtpUrl: config.smtpUrl,
  user: config.smtpUser,
  password: config.smtpPassword,
  requireTls: config.smtpRequiresTls,
  from: config.mailFrom,
});

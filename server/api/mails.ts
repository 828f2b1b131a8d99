import * as mails from '../services/mails';
import { read, router, write } from './trpc';

export const mailsRouter = router({
  list: read(mails.listMails),
  read: read(mails.readMail),
  resend: write(mails.resendMail),
  readers: read(mails.listReaders),
  release: write(mails.releaseAddress),
  setQuietHours: write(mails.setQuietHours),
  subscribe: write(mails.subscribeAgain),
});

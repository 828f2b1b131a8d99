import * as reports from '../services/reports';
import { read, router, write } from './trpc';

export const mailsRouter = router({
  list: read(reports.listMails),
  read: read(reports.readMail),
  resend: write(reports.resendMail),
});

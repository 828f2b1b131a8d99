/** What a finished execution leads to: frozen outputs, alerts, and a mail with its fate. The last service: nothing imports it but doors and worker. */
export { finishExecution } from './finish-execution';
export { mailJob } from './mail-job';
export { listMails, readEml, readMail, readMailHtml } from './read-mails';
export { mailWaits, readQueuedMail, recordMail, resendMail } from './send-mail';

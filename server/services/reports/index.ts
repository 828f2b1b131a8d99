/** What a finished execution leads to: frozen outputs, alerts, and a mail with its fate. The last service: nothing imports it but doors and worker. */
export type { PicturedCell, PicturedPart } from './compose-report';
export { finishExecution } from './finish-execution';
export { mailJob } from './mail-job';
export { listMails, readEml, readMail, readMailHtml } from './read-mails';
export { tableOf, withoutFigures } from './read-output';
export { mailWaits, readQueuedMail, recordMail, resendMail } from './send-mail';

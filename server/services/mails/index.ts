/**
 * The outbox: every mail that this server writes, and its fate with each of its readers. Knows nothing of what mails tell; other services
 * write a `Letter` and queue it in the transaction of what it is about.
 */

export { contentTypeOf, fitPictures, type Shrink } from './fit-pictures';
export { largestMail, pictureBudget } from './largest-mail';
export { addressLetter, type Letter, renderLetter, unsubscribePlaceholder } from './letter';
export { claimOf, holdMail } from './mail-claim';
export { mailJob } from './mail-job';
export { colours, mono, sans, serif } from './mail-style';
export { queueMail, type StoredLetter, storeLetter, storeRendered } from './queue-mail';
export { listMails, readEml, readMail, readMailHtml } from './read-mails';
export { listReaders, releaseAddress, setQuietHours, subscribeAgain, unsubscribe } from './readers';
export { recipients } from './recipient';
export { resendMail } from './resend-mail';
export { resolveRecipients } from './resolve-recipients';
export { sayTime } from './say-time';
export { type MailSection, type MailTable, subjectOf } from './section';
export { sectionText } from './section-text';
export { sendLeftMails } from './send-left-mails';
export { beginMail, endRound, mailWaits, mostRefusals, recordDelivery } from './send-mail';
export { colourScheme, showLetter, toDataUrl } from './show-letter';
export { readUnsubscribeToken, unsubscribePath } from './unsubscribe-token';
export { type Notice, writeNotice } from './write-notice';

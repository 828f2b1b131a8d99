/** What a finished execution leads to: frozen outputs, alerts, and a mail. */
export { type PicturedCell, type PicturedPart, sizeOf } from './compose-report';
export { finishExecution } from './finish-execution';
export { keyOfReport, listKeptReports, openKeptReport } from './keep-report';
export { previewDigest } from './preview-digest';
export { largestOpenNotebook, openNotebook, previewNotebook } from './preview-notebook';
export { previewReport } from './preview-report';
export { tableOf, withoutFigures } from './read-output';
export { sendDigests } from './send-digests';
export { tellUndelivered } from './tell-undelivered';

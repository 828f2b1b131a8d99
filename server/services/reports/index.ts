/** What a finished execution leads to: frozen outputs, alerts, and a mail. */
export type { PicturedCell, PicturedPart } from './compose-report';
export { finishExecution } from './finish-execution';
export { tableOf, withoutFigures } from './read-output';

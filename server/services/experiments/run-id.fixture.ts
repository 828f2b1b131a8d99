import { randomBytes } from 'node:crypto';

/** As a tab makes one for a run that it tells of. */
export const newRunId = () => randomBytes(16).toString('hex');

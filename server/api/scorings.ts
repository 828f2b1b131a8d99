import * as scorings from '../services/scorings';
import { read, router, write } from './trpc';

export const scoringsRouter = router({
  list: read(scorings.listScorings),
  read: read(scorings.readScoring),
  start: write(scorings.startScoring),
  stop: write(scorings.stopScoring),
  resume: write(scorings.resumeScoring),
});

import * as searches from '../services/searches';
import { read, router, write } from './trpc';

export const searchesRouter = router({
  workers: read(searches.countWorkers),
  room: read(searches.checkRoom),
  open: write(searches.openSearch),
  ask: write(searches.askForTrials),
  follow: write(searches.followSearch),
  close: write(searches.closeSearch),
});

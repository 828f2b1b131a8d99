import * as monitoring from '../services/monitoring';
import { read, router, write } from './trpc';

export const logRouter = router({
  settings: read(monitoring.readLogSettings),
  erasures: read(monitoring.listErasures),
  erasure: read(monitoring.readErasure),
  keep: write(monitoring.changeLogSettings),
  erase: write(monitoring.eraseSubject),
});

import { query } from '../command';
import { signDataPath } from '../data-url';
import * as monitoring from '../services/monitoring';
import * as registry from '../services/registry';
import { read, router, write } from './trpc';

/** The log of a granted model as a frame may fetch it: a path on this server, valid for two hours. */
const openGrantedPredictions = query({
  action: monitoring.openGrantedPredictions.action,
  input: monitoring.openGrantedPredictions.input,
  async run(context, input) {
    const { key, rows } = await monitoring.openGrantedPredictions(context, input);
    const { notebookId } = input;
    const options = { fileName: 'predictions.duckdb', notebookId, now: context.now(), minutes: 110 };
    return { database: signDataPath(context.config, { key }, options), rows };
  },
});

export const modelsRouter = router({
  list: read(registry.listModels),
  read: read(registry.readModel),
  version: read(registry.readVersion),
  history: read(registry.readVersionHistory),
  tree: read(registry.readTree),
  traffic: read(monitoring.readTraffic),
  readGranted: read(registry.readGranted),
  openGrantedPredictions: read(openGrantedPredictions),
  promote: write(registry.promoteModel),
  admit: write(registry.admitVersion),
  moveAlias: write(registry.moveAlias),
  rollBackAlias: write(registry.rollBackAlias),
  removeAlias: write(registry.removeAlias),
  describe: write(registry.describeModel),
  verifyAgain: write(registry.verifyAgain),
});

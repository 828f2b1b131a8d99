import { z } from 'zod';
import { maskJudgement } from '@/cells/ml/judging/mask-judgement';
import { query } from '../command';
import { signDataPath } from '../data-url';
import * as monitoring from '../services/monitoring';
import * as registry from '../services/registry';
import {
  describeEdge,
  importModel,
  inspectFiles,
  judgeVersion,
  keepFolder,
  moveAlias,
  overruleGates,
  rollBackAlias,
  tryFiles,
} from '../serving';
import { read, router, write } from './trpc';

const number = z.number().int().positive();

/** The log of a granted model as a frame may fetch it: a path on this server, valid for two hours. */
const openGrantedPredictions = query({
  action: monitoring.openGrantedPredictions.action,
  input: monitoring.openGrantedPredictions.input,
  async run(context, input) {
    const { key, ...rest } = await monitoring.openGrantedPredictions(context, input);
    const { notebookId } = input;
    const options = { fileName: 'predictions.duckdb', notebookId, now: context.now(), minutes: 110 };
    return { database: signDataPath(context.config, { key }, options), ...rest };
  },
});

/** Two versions on the held-out rows of the first, with a paired test. Takes seconds: both answer in threads of their own. */
const compareOnRows = query({
  action: 'model.read',
  input: z.object({ model: registry.modelName, version: number, against: number }),
  async run(context, { model, version, against }) {
    const find = (one: number) => registry.readServed(context, model, one);
    const beside = { against: await find(against), signal: context.signal };
    const first = await find(version);
    const { judgement } = await judgeVersion(context, first, beside);
    return maskJudgement(judgement, await registry.readPersonal(context, first.id));
  },
});

export const modelsRouter = router({
  list: read(registry.listModels),
  read: read(registry.readModel),
  version: read(registry.readVersion),
  edge: read(describeEdge),
  unpinned: read(registry.readUnpinned),
  history: read(registry.readVersionHistory),
  tree: read(registry.readTree),
  traffic: read(monitoring.readTraffic),
  readGranted: read(registry.readGranted),
  openGrantedPredictions: read(openGrantedPredictions),
  readGrantedSketches: read(monitoring.readGrantedSketches),
  promote: write(registry.promoteModel),
  grantImports: write(registry.grantImports),
  admit: write(registry.admitVersion),
  moveAlias: write(moveAlias),
  overruleGates: write(overruleGates),
  aliasAt: read(registry.readAliasAt),
  gates: read(registry.readModelGates),
  setGates: write(registry.setGates),
  startCheck: write(registry.startCheck),
  check: read(registry.readCheck),
  openApprovals: read(registry.listOpenApprovals),
  decideApproval: write(registry.decideApproval),
  card: read(registry.readCard),
  editCard: write(registry.editCard),
  compareOnRows: read(compareOnRows),
  // Asked like a write: names of many files and columns are longer than an address may be.
  inspectFiles: write(inspectFiles),
  tryFiles: write(tryFiles),
  import: write(importModel),
  keepFolder: write(keepFolder),
  delete: write(registry.deleteModel),
  deletions: read(registry.listDeletions),
  deletion: read(registry.readDeletion),
  rollBackAlias: write(rollBackAlias),
  removeAlias: write(registry.removeAlias),
  describe: write(registry.describeModel),
  verifyAgain: write(registry.verifyAgain),
});

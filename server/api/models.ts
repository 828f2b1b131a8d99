import * as registry from '../services/registry';
import { read, router, write } from './trpc';

export const modelsRouter = router({
  list: read(registry.listModels),
  read: read(registry.readModel),
  version: read(registry.readVersion),
  promote: write(registry.promoteModel),
  admit: write(registry.admitVersion),
  moveAlias: write(registry.moveAlias),
  rollBackAlias: write(registry.rollBackAlias),
  removeAlias: write(registry.removeAlias),
  describe: write(registry.describeModel),
  verifyAgain: write(registry.verifyAgain),
});

import { createDataEngine, type DataEngine } from './engine';
import { startInNode } from './start-in-node.fixture';

/** An engine of a notebook that has nothing: what a query is to read comes with it. */
export const openEmptyEngine = (): DataEngine =>
  createDataEngine({
    start: startInNode,
    findTables: () => [],
    listDatasets: async () => [],
    openDataset: async () => '',
  });

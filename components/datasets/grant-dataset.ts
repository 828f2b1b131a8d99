import type { GrantedDataset } from '@/cells/bridge/messages';
import { api } from '@/components/api';

/** Lets a notebook read a data set as a table, and gives the data set as the notebook now has it. */
export async function grantDataset(grant: {
  notebookId: string;
  datasetId: string;
  table: string;
  version?: number;
}): Promise<GrantedDataset> {
  await api.notebooks.grantDataset.mutate(grant);
  const granted = await api.datasets.listGranted.query({ notebookId: grant.notebookId });
  const found = granted.find(({ table }) => table === grant.table);
  if (!found) throw new Error('The data set was attached, but cannot be seen. Reload the page.');
  return found;
}

/** Why a table name cannot be used; undefined when it can. */
export function refuseTableName(table: string, taken: readonly string[]): string | undefined {
  if (!/^[a-z_][a-z0-9_]{0,62}$/i.test(table)) return 'Use letters, digits and _, starting with a letter.';
  if (taken.some((name) => name.toLowerCase() === table.toLowerCase()))
    return `This notebook already has a table named ${table}.`;
  return undefined;
}

/** The wanted name, with a number behind it when it is taken. */
export function freeTableName(wanted: string, taken: readonly string[]): string {
  const isTaken = (name: string) => taken.some((other) => other.toLowerCase() === name.toLowerCase());
  let name = wanted;
  for (let i = 2; isTaken(name); i++) name = `${wanted}_${i}`;
  return name;
}

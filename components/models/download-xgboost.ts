import { saveFile } from '@/components/ui/save-file';

/** Saves a version's trees as XGBoost's JSON. They are fetched first, so that what XGBoost cannot hold is said in words. */
export async function downloadXgboost(model: string, version: number): Promise<void> {
  const response = await fetch(`/api/models/${model}@${version}/xgboost`);
  if (response.ok) return saveFile(`${model}-v${version}.xgboost.json`, await response.blob());
  const { error }: { error?: { message?: string } } = await response.json().catch(() => ({}));
  throw new Error(error?.message ?? `The server answered ${response.status}.`);
}

'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { saveFile } from '@/components/ui/save-file';
import { toast } from '@/components/ui/toast';

/** The trees of a version as XGBoost's JSON. Fetched first, so that what XGBoost cannot hold is said in words. */
export function XgboostDownload({ model, version }: { model: string; version: number }) {
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      saveFile(`${model}-v${version}.xgboost.json`, await fetchXgboost(model, version));
    } catch (error) {
      toast.failed(errorMessage(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      icon={Download}
      variant="quiet"
      busy={busy}
      onClick={download}
      title="A JSON file that XGBoost 3 opens with Booster.load_model"
    >
      Download for XGBoost
    </Button>
  );
}

async function fetchXgboost(model: string, version: number): Promise<Blob> {
  const response = await fetch(`/api/models/${model}@${version}/xgboost`);
  if (response.ok) return response.blob();
  const { error }: { error?: { message?: string } } = await response.json().catch(() => ({}));
  throw new Error(error?.message ?? `The server answered ${response.status}.`);
}

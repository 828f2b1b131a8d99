'use client';

import { useQueryClient } from '@tanstack/react-query';
import { FileUp, FolderUp, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { DropZone } from '@/components/datasets/drop-zone';
import { Button } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { ImportDialog } from './import-dialog';
import { pickModel } from './pick-model';

/**
 * What it holds takes the files or folder of a model that are dropped on it, or picked by the menu that it hands on, and opens the form
 * for them. Of a model when named.
 */
export function ImportModel({ model, children }: { model?: string; children(button: ReactNode): ReactNode }) {
  const [chosen, setChosen] = useState<readonly File[]>();
  const router = useRouter();
  const client = useQueryClient();
  const button = (
    <Menu
      trigger={<Button icon={Upload}>Import model</Button>}
      items={[
        { label: 'Files or a zip', icon: FileUp, onSelect: () => pickModel('files', setChosen) },
        { label: 'A folder', icon: FolderUp, onSelect: () => pickModel('folder', setChosen) },
      ]}
    />
  );
  return (
    <DropZone
      packsModels={false}
      onFile={(file, others) => setChosen([file, ...others])}
      sign="Drop a model to register it: ONNX, TensorFlow.js, or MLflow’s folder"
    >
      {children(button)}
      {chosen && (
        <ImportDialog
          chosen={chosen}
          model={model}
          onClose={() => setChosen(undefined)}
          onDone={async (made) => {
            setChosen(undefined);
            await client.invalidateQueries({ queryKey: ['models'] });
            router.push(`/models/${made.model}/${made.version}`);
          }}
        />
      )}
    </DropZone>
  );
}

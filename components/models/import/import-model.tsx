'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { DropZone } from '@/components/datasets/drop-zone';
import { pickFile } from '@/components/datasets/pick-file';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { ImportDialog } from './import-dialog';

/** Model files that can be served. */
const modelFiles = '.onnx';

/**
 * What it holds takes model files that are dropped on it, or picked by the button that it hands on, and opens the form for them. Of a model
 * when named.
 */
export function ImportModel({ model, children }: { model?: string; children(button: ReactNode): ReactNode }) {
  const [file, setFile] = useState<File>();
  const router = useRouter();
  const client = useQueryClient();
  const take = (given: File) => {
    if (given.name.toLowerCase().endsWith('.onnx')) setFile(given);
    else
      toast.failed(
        `${given.name} is no ONNX model. Data is added under Data; models of other kinds can be exported to ONNX.`,
      );
  };
  const button = (
    <Button icon={Upload} onClick={() => pickFile(take, modelFiles)}>
      Import model
    </Button>
  );
  return (
    <DropZone onFile={take} sign="Drop an ONNX model to register it">
      {children(button)}
      {file && (
        <ImportDialog
          file={file}
          model={model}
          onClose={() => setFile(undefined)}
          onDone={async (made) => {
            setFile(undefined);
            await client.invalidateQueries({ queryKey: ['models'] });
            router.push(`/models/${made.model}/${made.version}`);
          }}
        />
      )}
    </DropZone>
  );
}

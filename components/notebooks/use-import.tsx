import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { type ImportedFile, importNotebooks } from './import-notebooks';
import { ImportReport } from './import-report';

/** Imports files as notebooks: a single one that came over whole is opened, of anything else a dialog tells. */
export function useImport(): {
  importFiles(files: readonly File[]): Promise<void>;
  /** The file that is being read. */
  importing: string | undefined;
  report: ReactNode;
} {
  const [importing, setImporting] = useState<string>();
  const [files, setFiles] = useState<readonly ImportedFile[]>([]);
  const router = useRouter();
  const client = useQueryClient();
  return {
    importing,
    async importFiles(given) {
      const imported = await importNotebooks(given, ({ name }) => setImporting(name));
      setImporting(undefined);
      void client.invalidateQueries({ queryKey: ['notebooks'] });
      const [only, ...others] = imported;
      if (only?.kind === 'imported' && only.notes.length === 0 && others.length === 0)
        router.push(`/notebooks/${only.id}`);
      else setFiles(imported);
    },
    report: <ImportReport files={files} onClose={() => setFiles([])} />,
  };
}

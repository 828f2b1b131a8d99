import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Dialog } from '@/components/ui/dialog';
import { formatCount } from '@/components/ui/format';
import type { ImportedFile } from './import-notebooks';
import styles from './import-report.module.css';

/** What was imported, what of it stayed text, and what was refused. */
export function ImportReport({ files, onClose }: { files: readonly ImportedFile[]; onClose(): void }) {
  const imported = files.filter((file) => file.kind === 'imported');
  const [only] = imported;
  return (
    <Dialog
      open={files.length > 0}
      onOpenChange={(open) => open || onClose()}
      title={
        imported.length === 0
          ? 'Nothing was imported'
          : `${formatCount(imported.length, 'notebook')} imported`
      }
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {imported.length === 1 && only && (
            <ButtonLink variant="primary" href={`/notebooks/${only.id}`}>
              Open notebook
            </ButtonLink>
          )}
        </>
      }
    >
      <ul className={styles.files}>
        {files.map((file, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files of one name are told apart by their place, which stays
          <li key={place}>
            {file.kind === 'imported' ? (
              <>
                <p>
                  <Link href={`/notebooks/${file.id}`}>{file.title}</Link>
                  <span className={styles.about}> · {formatCount(file.cells, 'cell')}</span>
                </p>
                {file.notes.map((note) => (
                  <p key={note} className={styles.about}>
                    {note}
                  </p>
                ))}
              </>
            ) : (
              <>
                <p className={styles.refused}>✕ {file.fileName} was not imported</p>
                <p className={styles.about}>{file.reason}</p>
              </>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

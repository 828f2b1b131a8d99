import { GitCompareArrows, Pencil } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import type { ApiOutput } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { formatBytes, formatHash, formatNumber } from '@/components/ui/format';
import { Section } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import styles from './dataset-page.module.css';
import { DescribeVersionDialog } from './describe-version-dialog';

type Dataset = ApiOutput['datasets']['read'];
type Version = Dataset['versions'][number];

/** Every version with its name and note, and the way to what changed since the one before. */
export function DatasetVersions({ dataset: { id, name, versions, version } }: { dataset: Dataset }) {
  const [described, setDescribed] = useState<Version>();
  const previous = versions.find(({ number }) => number < version)?.number;
  const compare = (from: number, to: number) => `/datasets/${id}/compare?from=${from}&to=${to}`;
  return (
    <Section
      title="Versions"
      actions={
        versions.length > 1 && (
          <ButtonLink
            variant="quiet"
            icon={GitCompareArrows}
            href={
              previous === undefined
                ? compare(version, versions[0]?.number ?? version)
                : compare(previous, version)
            }
          >
            Compare versions
          </ButtonLink>
        )
      }
    >
      <DataTable
        caption="Versions"
        rows={versions}
        rowKey={({ number }) => String(number)}
        columns={[
          {
            key: 'number',
            title: 'Version',
            cell: ({ number, name: label, note }) => (
              <div className={styles.version}>
                <span>
                  {number === version ? (
                    <strong>v{number}</strong>
                  ) : (
                    <Link href={`/datasets/${id}?version=${number}`}>v{number}</Link>
                  )}
                  {label && <span className={styles.versionName}>{label}</span>}
                </span>
                {note && <span className={styles.note}>{note}</span>}
              </div>
            ),
          },
          { key: 'rows', title: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
          {
            key: 'bytes',
            title: 'Size',
            align: 'right',
            wideOnly: true,
            cell: ({ bytes }) => formatBytes(bytes),
          },
          {
            key: 'file',
            title: 'File',
            wideOnly: true,
            cell: ({ number, fileName }) => (
              <a
                href={`/api/datasets/${encodeURIComponent(`${name}@${number}`)}/file`}
                download={fileName}
                title="Download as it was added"
              >
                {fileName}
              </a>
            ),
          },
          {
            key: 'hash',
            title: 'Content',
            wideOnly: true,
            cell: ({ hash }) => <code title={hash}>{formatHash(hash)}</code>,
          },
          { key: 'by', title: 'By', wideOnly: true, cell: ({ by }) => by ?? '' },
          { key: 'at', title: 'Added', cell: ({ at }) => <Time value={at} /> },
          {
            key: 'acts',
            title: '',
            align: 'right',
            cell: (row) => (
              <IconButton
                label={`Describe version ${row.number}`}
                icon={Pencil}
                onClick={() => setDescribed(row)}
              />
            ),
          },
        ]}
      />
      {described && (
        <DescribeVersionDialog id={id} version={described} onDone={() => setDescribed(undefined)} />
      )}
    </Section>
  );
}

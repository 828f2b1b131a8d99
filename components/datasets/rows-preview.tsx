'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import codeTable from '@/components/ui/code-table.module.css';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { PageSteps } from './page-steps';
import styles from './rows-preview.module.css';

type Column = ApiOutput['datasets']['read']['profile'][number];

const pageSize = 50;
const mostColumns = 100;

/** The rows as they are in the file, a page at a time; of a wide table a hundred columns. */
export function RowsPreview({
  id,
  version,
  columns,
}: {
  id: string;
  version: number;
  columns: readonly Column[];
}) {
  const [offset, setOffset] = useState(0);
  const [firstColumn, setFirstColumn] = useState(0);
  const page = useQuery({
    queryKey: ['datasets', 'preview', id, version, offset, firstColumn],
    queryFn: () =>
      api.datasets.preview.query({ id, version, offset, limit: pageSize, firstColumn, columns: mostColumns }),
    placeholderData: keepPreviousData,
  });
  if (page.isPending) return <Loading label="Loading rows" />;
  if (page.isError) return <ErrorNotice message={errorMessage(page.error)} onRetry={() => page.refetch()} />;
  const { rows, total } = page.data;
  const shown = columns.slice(page.data.firstColumn, page.data.firstColumn + mostColumns);
  return (
    <div>
      <section
        className={styles.scroll}
        aria-label="Rows"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard
        tabIndex={0}
        data-stale={page.isPlaceholderData || undefined}
      >
        <table className={codeTable.table}>
          <thead>
            <tr>
              <th scope="col" data-number>
                #
              </th>
              {shown.map(({ name, type }) => (
                <th key={name} scope="col" data-number={isNumeric(type) || undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={page.data.offset + i}>
                <td className={styles.place}>{formatNumber(page.data.offset + i + 1)}</td>
                {shown.map(({ name, type }, j) => (
                  <td
                    key={name}
                    data-number={isNumeric(type) || undefined}
                    title={isPicture(row[j]) ? undefined : (row[j] ?? undefined)}
                  >
                    {isPicture(row[j]) ? (
                      // biome-ignore lint/performance/noImgElement: the bytes are in the answer, there is nothing to optimize
                      <img className={styles.picture} src={row[j] ?? undefined} alt="" />
                    ) : (
                      (row[j] ?? <span className={styles.missing}>null</span>)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className={styles.steps}>
        <PageSteps what="Rows" {...{ offset: page.data.offset, size: pageSize, total, onMove: setOffset }} />
        {columns.length > mostColumns && (
          <PageSteps
            what="Columns"
            {...{ offset: firstColumn, size: mostColumns, total: columns.length, onMove: setFirstColumn }}
          />
        )}
      </div>
    </div>
  );
}

const isPicture = (value: string | null | undefined): boolean =>
  /^data:image\/(png|jpeg);base64,/.test(value ?? '');

const isNumeric = (type: string): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type);

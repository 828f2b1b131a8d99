'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRightLeft } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { versionLabel } from '../version-label';
import styles from './compare.module.css';
import { readChoice, writeChoice } from './compare-choice';
import { ComparedColumns } from './compared-columns';
import { ComparedRows } from './compared-rows';
import { ComparedSchema } from './compared-schema';
import { sayDifferences } from './say-differences';

type Dataset = ApiOutput['datasets']['read'];

/** Two versions of a data set beside one another; which, and by which key rows are matched, stands in the address. */
export function CompareVersionsPage({ id }: { id: string }) {
  const dataset = useQuery({
    queryKey: ['datasets', 'read', id, undefined],
    queryFn: () => api.datasets.read.query({ id }),
  });
  if (dataset.isPending) return <Loading />;
  if (dataset.isError)
    return (
      <Page>
        <LoadFailed
          error={dataset.error}
          onRetry={() => dataset.refetch()}
          list={{ label: 'data', href: '/datasets' }}
        />
      </Page>
    );
  return <Comparison dataset={dataset.data} />;
}

function Comparison({ dataset: { id, name, versions } }: { dataset: Dataset }) {
  const router = useRouter();
  const choice = readChoice(useSearchParams(), versions);
  const crumbs = [
    { label: 'Data', href: '/datasets' },
    { label: name, href: `/datasets/${id}` },
  ];
  const pair = {
    from: { id, version: choice.from },
    to: { id, version: choice.to },
  };
  const isPair = versions.length > 1 && choice.from !== choice.to;
  const diff = useQuery({
    queryKey: ['datasets', 'diff', id, choice.from, choice.to],
    queryFn: ({ signal }) => api.datasets.diff.query(pair, { signal }),
    // Versions never change, and comparing takes its time.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    enabled: isPair,
  });
  const go = (next: Partial<typeof choice>) =>
    router.replace(`/datasets/${id}/compare?${writeChoice({ ...choice, ...next })}`, { scroll: false });
  const options = versions.map((version) => ({
    value: String(version.number),
    label: versionLabel(version),
  }));
  const pick = (side: 'from' | 'to', label: string) => (
    <Select
      aria-label={label}
      value={String(choice[side])}
      onChange={(value) => go({ [side]: Number(value), key: undefined })}
      options={options}
    />
  );
  return (
    <Page>
      <PageHeader
        title={`Versions of ${name} compared`}
        crumbs={crumbs}
        detail={isPair && diff.data ? sayDifferences(diff.data) : undefined}
      />
      {versions.length < 2 ? (
        <EmptyState title="There is one version only">
          Add another file to {name}; then its versions can be compared here.
        </EmptyState>
      ) : (
        <div className={styles.pair}>
          {pick('from', 'Earlier version')}
          <IconButton
            label="Swap the versions"
            icon={ArrowRightLeft}
            onClick={() => go({ from: choice.to, to: choice.from, key: choice.key })}
          />
          {pick('to', 'Later version')}
        </div>
      )}
      {versions.length > 1 && !isPair && (
        <EmptyState title="Choose two different versions">
          A version is what it is: it never changes.
        </EmptyState>
      )}
      {isPair && diff.isPending && <Loading label="Comparing the versions" />}
      {isPair && diff.isError && (
        <ErrorNotice message={errorMessage(diff.error)} onRetry={() => diff.refetch()} />
      )}
      {isPair && diff.data && (
        <>
          <Section title="Columns">
            <ComparedSchema schema={diff.data.schema} shared={diff.data.shared.length} />
          </Section>
          <Section title="Rows">
            <ComparedRows pair={pair} diff={diff.data} chosen={choice.key} onKey={(key) => go({ key })} />
          </Section>
          {diff.data.columns.length > 0 && (
            <Section title="Values">
              <ComparedColumns diff={diff.data} from={choice.from} to={choice.to} />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Judgement } from '@/cells/ml/judging';
import { type ApiOutput, errorMessage } from '@/components/api';
import { JudgementView, WhatIf } from '@/components/notebook/judgement';
import { PersonalColumnsContext } from '@/components/notebook/personal-columns';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select } from '@/components/ui/field';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import styles from './models.module.css';
import { useLiveVersion } from './use-live-version';
import { useModel } from './use-model';

type Version = ApiOutput['models']['version'];

/**
 * How good a version is on the rows that were held out from it, beside any other version on the same rows; what matters to it, and what
 * it would answer if.
 */
export function VersionJudgement({ version }: { version: Version }) {
  const { model, number, files, status, manifest } = version;
  const live = useLiveVersion(version);
  const personal = useMemo(() => new Map(Object.entries(version.personal)), [version.personal]);
  const [versus, setVersus] = useState<number>();
  const known = useModel(model);
  const query = useQuery({
    queryKey: ['models', 'judgement', model, number, versus],
    queryFn: () => fetchJudgement(model, number, versus),
    enabled: status === 'ready' && 'held-out.arrow' in files,
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (status !== 'ready') return null;
  if (!('held-out.arrow' in files))
    return (
      <>
        {manifest.evaluation.rows > 0 && (
          <Section title="Judgement">
            <p className={styles.note}>
              This version keeps no held-out rows: it was made before packages did. Train and promote it again
              to judge it here.
            </p>
          </Section>
        )}
        <Section title="What if">
          <PersonalColumnsContext value={personal}>
            <WhatIf live={live} />
          </PersonalColumnsContext>
        </Section>
      </>
    );
  const others = (known.data?.versions ?? []).filter(
    (other) => other.number !== number && other.status === 'ready',
  );
  return (
    <Section title="Judgement">
      {others.length > 0 && (
        <div className={styles.versus}>
          <Field label="Compare with">
            <Select
              value={versus === undefined ? '' : String(versus)}
              options={[
                { value: '', label: 'the baseline only' },
                ...others.map((other) => ({
                  value: String(other.number),
                  label: `version ${other.number}${other.number === known.data?.champion ? ', champion' : ''}`,
                })),
              ]}
              onChange={(value) => setVersus(value ? Number(value) : undefined)}
            />
          </Field>
        </div>
      )}
      {query.isError && <ErrorNotice message={errorMessage(query.error)} onRetry={() => query.refetch()} />}
      {query.isPending && <Loading label="Judging the version on its held-out rows" />}
      {query.data && (
        <PersonalColumnsContext value={personal}>
          <JudgementView key={versus} judgement={{ ...query.data, live }} />
        </PersonalColumnsContext>
      )}
    </Section>
  );
}

async function fetchJudgement(
  model: string,
  version: number,
  versus: number | undefined,
): Promise<Judgement> {
  const beside = versus === undefined ? '' : `?versus=${versus}`;
  const response = await fetch(`/api/models/${model}@${version}/judgement${beside}`);
  const answer = await response.json();
  if (!response.ok)
    throw new Error(answer.error?.message ?? 'The server did not say why it cannot judge this version.');
  // Our own server made it, by the function that made its type.
  return answer as Judgement;
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserX } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { Section } from '@/components/ui/page-header';
import { toast } from '@/components/ui/toast';
import { EraseDialog } from './erase-dialog';
import styles from './prediction-log.module.css';

const usual = [7, 30, 90, 180, 365, 730];
const usualShares = [1, 2, 5, 10, 20, 50, 100, 1000];

type Change = { readonly keepDays: number | null } | { readonly keepOneOf: number };

const sayDone = (change: Change): string => {
  if ('keepOneOf' in change)
    return change.keepOneOf === 1
      ? 'Every request is kept.'
      : `1 of ${change.keepOneOf} requests is kept; reports count for all.`;
  return change.keepDays === null
    ? 'Predictions are kept for ever.'
    : `Days older than ${change.keepDays} days are removed within the hour.`;
};

/** How long the predictions of a model are kept, how many of them, and the way to erase those about one subject. */
export function LogSection({ model }: { model: string }) {
  const [erasing, setErasing] = useState(false);
  const client = useQueryClient();
  const settings = useQuery({
    queryKey: ['log', 'settings', model],
    queryFn: () => api.log.settings.query({ model }),
  });
  const keep = useMutation({
    mutationFn: (change: Change) => api.log.keep.mutate({ model, ...change }),
    onSuccess: async ({ before }, change) => {
      await client.invalidateQueries({ queryKey: ['log'] });
      const { keepDays, keepOneOf } = before;
      toast.done(sayDone(change), () => keep.mutate('keepOneOf' in change ? { keepOneOf } : { keepDays }));
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const days = settings.data?.keepDays ?? null;
  const oneOf = settings.data?.keepOneOf ?? 1;
  const choices = [...new Set([...usual, ...(days === null ? [] : [days])])].sort((a, b) => a - b);
  const shares = [...new Set([...usualShares, oneOf])].sort((a, b) => a - b);
  return (
    <Section
      title="Prediction log"
      actions={
        <Button icon={UserX} onClick={() => setErasing(true)}>
          Erase a subject
        </Button>
      }
    >
      {settings.isError && (
        <ErrorNotice message={errorMessage(settings.error)} onRetry={() => settings.refetch()} />
      )}
      <p className={styles.line}>
        <span>Predictions and labels are kept</span>
        <Select
          aria-label="How long the log is kept"
          className={styles.days}
          disabled={settings.isPending || keep.isPending}
          value={days === null ? '' : String(days)}
          onChange={(value) => keep.mutate({ keepDays: value === '' ? null : Number(value) })}
          options={[
            { value: '', label: 'for ever' },
            ...choices.map((n) => ({ value: String(n), label: `${n} days` })),
          ]}
        />
        <Link href="/erasures">Erased subjects</Link>
      </p>
      <p className={styles.line}>
        <span>Of its requests</span>
        <Select
          aria-label="How many requests the log keeps"
          className={styles.days}
          disabled={settings.isPending || keep.isPending}
          value={String(oneOf)}
          onChange={(value) => keep.mutate({ keepOneOf: Number(value) })}
          options={shares.map((n) => ({
            value: String(n),
            label: n === 1 ? 'all are kept' : `1 of ${n} is kept`,
          }))}
        />
      </p>
      {oneOf > 1 && (
        <p className={styles.note}>
          1 of {oneOf} requests is kept, chosen by its id, and each one that fails. Reports count for all.
          Answers that are not kept say so to their caller, and labels for them are left out. In SQL over the
          log, count with <code>sum(stands_for)</code>.
        </p>
      )}
      {erasing && <EraseDialog model={model} onClose={() => setErasing(false)} />}
    </Section>
  );
}

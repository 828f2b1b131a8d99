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

/** How long the predictions of a model are kept, and the way to erase those about one subject. */
export function LogSection({ model }: { model: string }) {
  const [erasing, setErasing] = useState(false);
  const client = useQueryClient();
  const settings = useQuery({
    queryKey: ['log', 'settings', model],
    queryFn: () => api.log.settings.query({ model }),
  });
  const keep = useMutation({
    mutationFn: (keepDays: number | null) => api.log.keep.mutate({ model, keepDays }),
    onSuccess: async ({ before }, keepDays) => {
      await client.invalidateQueries({ queryKey: ['log'] });
      toast.done(
        keepDays === null
          ? 'Predictions are kept for ever.'
          : `Days older than ${keepDays} days are removed within the hour.`,
        () => keep.mutate(before),
      );
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const days = settings.data?.keepDays ?? null;
  const choices = [...new Set([...usual, ...(days === null ? [] : [days])])].sort((a, b) => a - b);
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
          onChange={(value) => keep.mutate(value === '' ? null : Number(value))}
          options={[
            { value: '', label: 'for ever' },
            ...choices.map((n) => ({ value: String(n), label: `${n} days` })),
          ]}
        />
        <Link href="/erasures">Erased subjects</Link>
      </p>
      {erasing && <EraseDialog model={model} onClose={() => setErasing(false)} />}
    </Section>
  );
}

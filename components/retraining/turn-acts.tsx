import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Crown, Square, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { useCheck } from '@/components/models/use-gates';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextArea } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import styles from './retraining.module.css';
import type { Turn } from './use-retraining';

/** What a person says to the candidate. Where the gates ask for an approval, that is given on the page of their check. */
export function TurnDecision({ turn }: { turn: Turn }) {
  if (turn.checkId) return <WithGates turn={turn} checkId={turn.checkId} />;
  return <Decide turn={turn} />;
}

function WithGates({ turn, checkId }: { turn: Turn; checkId: string }) {
  const check = useCheck(checkId);
  if (check.data?.state !== 'waiting') return <Decide turn={turn} />;
  return (
    <section className={styles.ask}>
      <p>
        The gates of the champion ask for an approval of version {turn.candidate}. Once it is given, the
        version becomes champion.
      </p>
      <div className={styles.acts}>
        <Link href={`/models/${turn.model}/checks/${checkId}`}>Look at the check and approve</Link>
      </div>
    </section>
  );
}

function Decide({ turn: { model, number, candidate, champion, rule } }: { turn: Turn }) {
  const [comment, setComment] = useState('');
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (decision: 'promote' | 'refuse') =>
      api.retraining.decide.mutate({ model, number, decision, comment }),
    onSuccess: (_, decision) =>
      toast.done(
        decision === 'promote'
          ? rule.canary
            ? `Version ${candidate} begins as a canary`
            : `Version ${candidate} is champion now`
          : `Version ${champion} stays champion`,
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  });
  const decision = decide.isPending ? decide.variables : undefined;
  return (
    <section className={styles.ask} aria-label="Your decision">
      <p>
        Should version {candidate} take the place of version {champion}?
      </p>
      <Field label="Comment" hint="Stays with the turn. A refusal needs one.">
        <TextArea
          rows={2}
          value={comment}
          onChange={(event) => {
            setComment(event.target.value);
            decide.reset();
          }}
        />
      </Field>
      <div className={styles.acts}>
        <Button
          variant="primary"
          icon={Crown}
          busy={decision === 'promote'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('promote')}
        >
          {rule.canary ? 'Start canary' : 'Make champion'}
        </Button>
        <Button
          icon={X}
          busy={decision === 'refuse'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('refuse')}
        >
          Refuse
        </Button>
      </div>
      {decide.isError && <ErrorNotice message={errorMessage(decide.error)} />}
    </section>
  );
}

export function StopTurn({ turn: { model, number } }: { turn: Turn }) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api.retraining.stop.mutate({ model, number }),
    onError: (error) => toast.failed(errorMessage(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  });
  return (
    <Button icon={Square} busy={stop.isPending} onClick={() => stop.mutate()}>
      Stop
    </Button>
  );
}

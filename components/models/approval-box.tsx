import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextArea } from '@/components/ui/field';
import { Section } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import styles from './gates.module.css';
import type { Check } from './use-gates';

/** Who asks for an approval, what was decided, and the decision while there is none. */
export function ApprovalBox({ check }: { check: Check }) {
  const { approval, note } = check;
  if (!approval) return null;
  return (
    <Section title="Approval">
      <p>
        Asked for by {approval.askedBy ?? 'somebody'}, <Time value={approval.askedAt} />.
      </p>
      {note && <blockquote className={styles.quote}>{note}</blockquote>}
      {approval.decision ? (
        <>
          <p className={styles.head}>
            <Badge tone={approval.decision === 'approved' ? 'ok' : 'failed'}>
              {approval.decision === 'approved' ? 'Approved' : 'Rejected'}
            </Badge>
            by {approval.decidedBy ?? 'somebody'}
            {approval.isAuthor && ', who is its author too'}
            {approval.decidedAt && <Time value={approval.decidedAt} />}
          </p>
          {approval.comment && <blockquote className={styles.quote}>{approval.comment}</blockquote>}
        </>
      ) : (
        check.state === 'waiting' && <Decision check={check} />
      )}
    </Section>
  );
}

function Decision({ check }: { check: Check }) {
  const [comment, setComment] = useState('');
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (decision: 'approved' | 'rejected') =>
      api.models.decideApproval.mutate({ checkId: check.id, decision, comment }),
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  });
  return (
    <>
      {check.isAuthor && (
        <p className={styles.note}>
          You made this version. You may approve it while nobody else in this workspace could; the record says
          so.
        </p>
      )}
      <Field label="Comment" hint="Kept with the decision. To reject, say what must change.">
        <TextArea value={comment} maxLength={2000} onChange={(event) => setComment(event.target.value)} />
      </Field>
      <div className={styles.acts}>
        <Button
          variant="primary"
          busy={decide.isPending && decide.variables === 'approved'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('approved')}
        >
          Approve
        </Button>
        <Button
          busy={decide.isPending && decide.variables === 'rejected'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('rejected')}
        >
          Reject
        </Button>
      </div>
      {decide.isError && <ErrorNotice message={errorMessage(decide.error)} />}
    </>
  );
}

'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Paperclip, Send } from 'lucide-react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { MailView } from './mail-view';
import styles from './mails.module.css';

type Mail = ApiOutput['mails']['read'];
type Delivery = Mail['deliveries'][number];

/** One mail as its readers see it, and its fate with each of them. */
export function MailDialog({ id, onClose }: { id: string; onClose(): void }) {
  const client = useQueryClient();
  const mail = useQuery({ queryKey: ['mails', 'read', id], queryFn: () => api.mails.read.query({ id }) });
  const resend = useMutation({
    mutationFn: () => api.mails.resend.mutate({ id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['mails'] });
      toast.done('The mail is on its way again.');
      onClose();
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  return (
    <Dialog
      open
      width={720}
      onOpenChange={(open) => !open && onClose()}
      title={mail.data?.subject ?? 'Mail'}
      description={mail.data && `From ${mail.data.from} to ${mail.data.recipients.join(', ') || 'nobody'}`}
      footer={
        <>
          <Button icon={Download} onClick={() => window.location.assign(`/reports/mails/${id}.eml`)}>
            Download .eml
          </Button>
          <Button icon={Send} busy={resend.isPending} onClick={() => resend.mutate()}>
            {mail.data && missed(mail.data) ? 'Send to those who missed it' : 'Send again'}
          </Button>
        </>
      }
    >
      {mail.isPending && <Loading />}
      {mail.isError && <ErrorNotice message={errorMessage(mail.error)} onRetry={() => mail.refetch()} />}
      {mail.data && (
        <>
          {mail.data.state !== 'kept' && <Deliveries deliveries={mail.data.deliveries} />}
          {mail.data.attachments.map((name) => (
            <p key={name} className={styles.attachment}>
              <Paperclip size={14} aria-hidden /> {name}
            </p>
          ))}
          <MailView src={`/reports/mails/${id}.html`} title={mail.data.subject} text={mail.data.text} />
        </>
      )}
    </Dialog>
  );
}

const missed = ({ deliveries }: Mail) =>
  deliveries.some(({ state }) => state === 'sent') && deliveries.some(({ state }) => state !== 'sent');

const tones: Record<Delivery['state'], readonly [Tone, string]> = {
  queued: ['running', 'on its way'],
  sent: ['ok', 'sent'],
  refused: ['failed', 'refused for good'],
  failed: ['failed', 'given up'],
  held: ['stale', 'held back'],
  quiet: ['neutral', 'waits for quiet hours to end'],
  gathered: ['neutral', 'went out with others'],
};

/** Where all got it there is nothing to say. */
function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  if (deliveries.every(({ state }) => state === 'sent')) return null;
  return (
    <ul className={styles.deliveries}>
      {deliveries.map(({ address, state, error, waitsUntil }) => (
        <li key={address}>
          <span>{address}</span> <Badge tone={tones[state][0]}>{tones[state][1]}</Badge>{' '}
          {waitsUntil && <Time value={waitsUntil} />}
          {error && <div className={styles.error}>{error}</div>}
        </li>
      ))}
    </ul>
  );
}

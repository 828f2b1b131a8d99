'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Monitor, Send, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './mails.module.css';

/** One mail as its readers see it: at a desk, on a phone, and in plain text. */
export function MailDialog({ id, onClose }: { id: string; onClose(): void }) {
  const [view, setView] = useState<'desktop' | 'phone' | 'text'>('desktop');
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
  const choice = (value: typeof view) => ({
    variant: view === value ? ('default' as const) : ('quiet' as const),
    'aria-pressed': view === value,
    onClick: () => setView(value),
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
            Send again
          </Button>
        </>
      }
    >
      <div className={styles.views}>
        <Button icon={Monitor} {...choice('desktop')}>
          Desktop
        </Button>
        <Button icon={Smartphone} {...choice('phone')}>
          Phone
        </Button>
        <Button {...choice('text')}>Plain text</Button>
      </div>
      {mail.isPending && <Loading />}
      {mail.isError && <ErrorNotice message={errorMessage(mail.error)} onRetry={() => mail.refetch()} />}
      {mail.data &&
        (view === 'text' ? (
          <pre className={styles.text}>{mail.data.text}</pre>
        ) : (
          <iframe
            className={view === 'phone' ? styles.phone : styles.desktop}
            sandbox=""
            src={`/reports/mails/${id}.html`}
            title={mail.data.subject}
          />
        ))}
    </Dialog>
  );
}

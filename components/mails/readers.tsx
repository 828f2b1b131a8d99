'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiInput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextInput } from '@/components/ui/field';
import { Section } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './mails.module.css';

/** Addresses that are held back, keep quiet hours, or left. */
export function Readers() {
  const [adding, setAdding] = useState(false);
  const client = useQueryClient();
  const readers = useQuery({ queryKey: ['mails', 'readers'], queryFn: () => api.mails.readers.query({}) });
  const settings = {
    onSuccess: () => client.invalidateQueries({ queryKey: ['mails'] }),
    onError: (error: unknown) => toast.failed(errorMessage(error)),
  };
  const release = useMutation({
    mutationFn: (address: string) => api.mails.release.mutate({ address }),
    ...settings,
  });
  const subscribe = useMutation({
    mutationFn: (input: { topic: string; address: string }) => api.mails.subscribe.mutate(input),
    ...settings,
  });
  const unquiet = useMutation({
    mutationFn: (address: string) => api.mails.setQuietHours.mutate({ address }),
    ...settings,
  });
  const { known = [], left = [] } = readers.data ?? {};
  return (
    <Section title="Readers" actions={<Button onClick={() => setAdding(true)}>Set quiet hours</Button>}>
      {readers.isError && <ErrorNotice message={errorMessage(readers.error)} />}
      {readers.data && known.length + left.length === 0 && (
        <p className={styles.muted}>
          Nobody was refused, nobody left. In quiet hours alerts wait for a reader, and come as one mail after
          them.
        </p>
      )}
      <ul className={styles.deliveries}>
        {known.map((one) => (
          <li key={one.address}>
            <span>{one.address}</span>{' '}
            {one.heldSince && (
              <>
                <Badge tone="stale">held back</Badge>{' '}
                <Button variant="quiet" onClick={() => release.mutate(one.address)}>
                  Send to it again
                </Button>
              </>
            )}
            {one.quietFrom && (
              <>
                quiet from {one.quietFrom} to {one.quietTo}, {one.timeZone} time{' '}
                <Button variant="quiet" onClick={() => unquiet.mutate(one.address)}>
                  End quiet hours
                </Button>
              </>
            )}
            {one.refusals > 0 && (
              <div className={styles.error}>
                refused {one.refusals === 1 ? 'once' : `${one.refusals} times`}: {one.lastRefusal}
              </div>
            )}
          </li>
        ))}
        {left.map(({ topic, address, createdAt }) => (
          <li key={`${topic} ${address}`}>
            <span>{address}</span> unsubscribed from {sayTopic(topic)} <Time value={createdAt} />{' '}
            <Button variant="quiet" onClick={() => subscribe.mutate({ topic, address })}>
              Put back
            </Button>
          </li>
        ))}
      </ul>
      {adding && <QuietHoursDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

const sayTopic = (topic: string) => (topic === 'alerts' ? 'alerts' : 'the reports of a schedule');

function QuietHoursDialog({ onClose }: { onClose(): void }) {
  const [address, setAddress] = useState('');
  const [from, setFrom] = useState('22:00');
  const [to, setTo] = useState('07:00');
  const client = useQueryClient();
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const save = useMutation({
    mutationFn: (input: ApiInput['mails']['setQuietHours']) => api.mails.setQuietHours.mutate(input),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['mails'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      title="Quiet hours"
      description={`Alerts wait while they last, and come as one mail after them. Times are of ${timeZone}.`}
      onOpenChange={(open) => !open && onClose()}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={save.isPending}
            disabled={!address}
            onClick={() => save.mutate({ address, hours: { from, to, timeZone } })}
          >
            Save quiet hours
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field label="Reader">
          <TextInput
            value={address}
            placeholder="ada@example.org"
            onChange={(event) => setAddress(event.target.value.trim())}
          />
        </Field>
        <div className={styles.hours}>
          <Field label="From">
            <TextInput type="time" value={from} onChange={(event) => setFrom(event.target.value)} />
          </Field>
          <Field label="To">
            <TextInput type="time" value={to} onChange={(event) => setTo(event.target.value)} />
          </Field>
        </div>
      </div>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}

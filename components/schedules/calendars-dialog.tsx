'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, TextArea, TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import styles from './schedules.module.css';

type Calendar = ApiOutput['schedules']['calendars'][number];

/** Named lists of days on which schedules that keep to them do not run. */
export function CalendarsDialog({ onClose }: { onClose(): void }) {
  const [edited, setEdited] = useState<Calendar | 'new' | null>(null);
  const calendars = useQuery({
    queryKey: ['schedules', 'calendars'],
    queryFn: () => api.schedules.calendars.query({}),
  });
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['schedules'] });
  const remove = useMutation({
    mutationFn: (id: string) => api.schedules.deleteCalendar.mutate({ id }),
    onSuccess: refresh,
  });
  if (edited)
    return (
      <CalendarDialog
        calendar={edited === 'new' ? undefined : edited}
        onDone={() => {
          void refresh();
          setEdited(null);
        }}
      />
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Calendars"
      description="Days on which the schedules that keep to a calendar do not run: holidays, closing days, weekends."
      footer={
        <Button variant="primary" icon={Plus} onClick={() => setEdited('new')}>
          New calendar
        </Button>
      }
    >
      {calendars.isPending && <Loading />}
      {calendars.isError && <ErrorNotice message={errorMessage(calendars.error)} />}
      {calendars.data?.length === 0 && <p className={styles.muted}>There is none yet.</p>}
      <ul className={styles.calendars}>
        {calendars.data?.map((calendar) => (
          <li key={calendar.id}>
            <Button variant="quiet" onClick={() => setEdited(calendar)}>
              {calendar.name}
            </Button>
            <span className={styles.muted}>
              {formatCount(calendar.days.length, 'day')}
              {calendar.weekends && ', weekends'} · {formatCount(calendar.schedules, 'schedule')}
            </span>
            <IconButton
              label={`Delete ${calendar.name}`}
              icon={Trash2}
              onClick={() => remove.mutate(calendar.id)}
            />
          </li>
        ))}
      </ul>
      {remove.isError && <ErrorNotice message={errorMessage(remove.error)} />}
    </Dialog>
  );
}

function CalendarDialog({ calendar, onDone }: { calendar?: Calendar; onDone(): void }) {
  const [name, setName] = useState(calendar?.name ?? '');
  const [weekends, setWeekends] = useState(calendar?.weekends ?? true);
  const [text, setText] = useState(
    () => calendar?.days.map(({ date, label }) => `${date} ${label}`.trim()).join('\n') ?? '',
  );
  const save = useMutation({
    mutationFn: () =>
      api.schedules.saveCalendar.mutate({ id: calendar?.id, name, weekends, days: readDays(text) }),
    onSuccess: onDone,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={calendar ? `Change ${calendar.name}` : 'New calendar'}
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save calendar
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field label="Name">
          <TextInput value={name} placeholder="Holidays" onChange={(event) => setName(event.target.value)} />
        </Field>
        <Checkbox label="Saturdays and Sundays are left out too" checked={weekends} onChange={setWeekends} />
        <Field
          label="Days"
          hint="One on each line: 2026-04-03 Good Friday, or 12-25 Christmas for every year."
        >
          <TextArea
            rows={8}
            className={styles.code}
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </div>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}

const readDays = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [date = '', ...label] = line.split(/\s+/);
      return { date, label: label.join(' ') };
    });

'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '@/components/shell/theme';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select } from '@/components/ui/field';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { describeAct, describeSubject } from './audit-words';
import styles from './settings-page.module.css';
import { Webhooks } from './webhooks';

function Subject({ entry }: { entry: ApiOutput['settings']['audit'][number] }) {
  const { words, href } = describeSubject(entry);
  return <span title={entry.subject}>{href ? <Link href={href}>{words}</Link> : words}</span>;
}

const themes: { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function SettingsPage() {
  const theme = useThemeChoice();
  const settings = useQuery({ queryKey: ['settings'], queryFn: () => api.settings.read.query({}) });
  const audit = useQuery({
    queryKey: ['settings', 'audit'],
    queryFn: () => api.settings.audit.query({ limit: 50 }),
  });
  return (
    <Page>
      <PageHeader title="Settings" />
      <Section title="Appearance">
        <div className={styles.narrow}>
          <Field label="Theme">
            <Select
              value={theme}
              onChange={(value) =>
                chooseTheme(themes.find((choice) => choice.value === value)?.value ?? 'system')
              }
              options={themes}
            />
          </Field>
        </div>
      </Section>
      <Webhooks />
      <Section title="This server">
        {settings.isPending && <Loading />}
        {settings.isError && (
          <ErrorNotice message={errorMessage(settings.error)} onRetry={() => settings.refetch()} />
        )}
        {settings.data && (
          <dl className={styles.facts}>
            <dt>Address</dt>
            <dd>{settings.data.url}</dd>
            <dt>Data folder</dt>
            <dd>
              <code>{settings.data.dataFolder}</code>
            </dd>
            <dt>Database</dt>
            <dd>
              {settings.data.database === 'embedded'
                ? `Embedded, in the data folder${settings.data.dumpHours ? `; dumped every ${settings.data.dumpHours} hours` : '; no scheduled dumps'}`
                : 'PostgreSQL'}
            </dd>
            <dt>Mail</dt>
            <dd>
              {settings.data.mailLeaves
                ? `Sent from ${settings.data.mailFrom}`
                : 'Kept in the outbox: SMTP_URL is not set'}
            </dd>
            <dt>Longest execution</dt>
            <dd>{settings.data.executionMinutes} minutes</dd>
            <dt>Signing key</dt>
            <dd className={styles.key}>
              <code>{settings.data.signingKey}</code>
              <CopyButton text={settings.data.signingKey} label="Copy the fingerprint" />
            </dd>
          </dl>
        )}
        <p className={styles.note}>
          These are set by environment variables when the server starts; the README lists them.
        </p>
      </Section>
      <Section title="What was done">
        {audit.data && (
          <DataTable
            caption="Audit log"
            rows={audit.data}
            rowKey={({ id }) => id}
            empty={<p className={styles.note}>Nothing yet.</p>}
            columns={[
              { key: 'action', title: 'Act', cell: describeAct },
              { key: 'subject', title: 'On', cell: (row) => <Subject entry={row} />, wideOnly: true },
              { key: 'by', title: 'By', cell: (row) => row.actor ?? 'a deleted user' },
              { key: 'at', title: 'When', align: 'right', cell: (row) => <Time value={row.at} /> },
            ]}
          />
        )}
      </Section>
    </Page>
  );
}

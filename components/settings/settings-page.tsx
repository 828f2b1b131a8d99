'use client';

import { useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { ConnectionsSection } from '@/components/connections/connections-section';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '@/components/shell/theme';
import { CopyButton } from '@/components/ui/copy-button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Facts } from '@/components/ui/facts';
import { Field, Select } from '@/components/ui/field';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { AuditLog } from './audit-log';
import { PriceSection } from './price-section';
import { RetentionSection } from './retention-section';
import styles from './settings-page.module.css';
import { Webhooks } from './webhooks';

const themes: { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function SettingsPage() {
  const theme = useThemeChoice();
  const settings = useQuery({ queryKey: ['settings'], queryFn: () => api.settings.read.query({}) });
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
      <ConnectionsSection />
      <Webhooks />
      <PriceSection />
      <RetentionSection />
      <Section title="This server">
        {settings.isPending && <Loading />}
        {settings.isError && (
          <ErrorNotice message={errorMessage(settings.error)} onRetry={() => settings.refetch()} />
        )}
        {settings.data && (
          <Facts>
            <dt>Address</dt>
            <dd>{settings.data.url}</dd>
            <dt>Data folder</dt>
            <dd>
              <code>{settings.data.dataFolder}</code>
            </dd>
            <dt>Files</dt>
            <dd>{settings.data.storage ? <code>{settings.data.storage}</code> : 'In the data folder'}</dd>
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
          </Facts>
        )}
        <p className={styles.note}>
          These are set by environment variables when the server starts; the README lists them.
        </p>
      </Section>
      <Section title="What was done">
        <AuditLog />
      </Section>
    </Page>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { ConnectionsSection } from '@/components/connections/connections-section';
import { CopyButton } from '@/components/ui/copy-button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Facts } from '@/components/ui/facts';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { AuditLog } from './audit-log';
import { PreferencesSection } from './preferences-section';
import { PriceSection } from './price-section';
import { RetentionSection } from './retention-section';
import styles from './settings-page.module.css';
import { Webhooks } from './webhooks';

export function SettingsPage() {
  const settings = useQuery({ queryKey: ['settings'], queryFn: () => api.settings.read.query({}) });
  return (
    <Page>
      <PageHeader title="Settings" />
      <PreferencesSection />
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

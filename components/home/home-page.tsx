'use client';

import { useQuery } from '@tanstack/react-query';
import { FilePlus2, FolderOpen } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { isNotebookFile, notebookFiles } from '@/cells/document/convert/read-file';
import { api, errorMessage } from '@/components/api';
import { DropZone, tableFiles } from '@/components/datasets/drop-zone';
import { useImport } from '@/components/notebooks/use-import';
import { createNotebook } from '@/components/shell/new-notebook';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { Examples } from './examples';
import styles from './home.module.css';
import { openFile } from './open-file';

/** What the server does with a file that arrived whole takes as long again. */
const progress = (sent: number) => (sent < 1 ? `${Math.floor(sent * 100)} % sent` : 'being read');

/** What needs you, what you worked on, and a way to begin. */
export function HomePage() {
  const notebooks = useQuery({
    queryKey: ['notebooks', 'list'],
    queryFn: () => api.notebooks.list.query({}),
  });
  const router = useRouter();
  const [opening, setOpening] = useState<string>();
  const { importFiles, importing, report } = useImport();
  const picker = useRef<HTMLInputElement>(null);

  const create = async () => {
    try {
      const { id } = await createNotebook();
      router.push(`/notebooks/${id}`);
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };
  const open = async (file: File | undefined, others: readonly File[] = []) => {
    if (!file) return;
    if (isNotebookFile(file.name)) return importFiles([file, ...others]);
    setOpening(file.name);
    try {
      router.push(await openFile(file, (part) => setOpening(`${file.name}: ${progress(part)}`)));
    } catch (error) {
      toast.failed(errorMessage(error));
    } finally {
      setOpening(undefined);
    }
  };

  const busy = opening ?? importing;
  const first = notebooks.data?.length === 0;
  const actions = (
    <>
      <Button icon={FolderOpen} busy={busy !== undefined} onClick={() => picker.current?.click()}>
        {busy === undefined ? 'Open file' : `Opening ${busy}`}
      </Button>
      <Button variant={first ? 'default' : 'primary'} icon={FilePlus2} onClick={create}>
        New notebook
      </Button>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="File to open"
        accept={[tableFiles, ...notebookFiles].join()}
        onChange={(event) => {
          void open(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );

  return (
    <DropZone sign="Drop to open" onFile={(file, others) => void open(file, others)}>
      <Page>
        <PageHeader
          title={first ? 'Start with an example, or with your own data' : 'Your workspace'}
          detail={
            first
              ? 'Drop a CSV, Parquet, JSON or Arrow file, or a folder of pictures, anywhere on this page.'
              : undefined
          }
          actions={actions}
        />
        {notebooks.isPending && <Loading />}
        {notebooks.isError && (
          <ErrorNotice message={errorMessage(notebooks.error)} onRetry={() => notebooks.refetch()} />
        )}
        {!first && <NeedsYou />}
        {!first && notebooks.data && (
          <Section title="Recent notebooks" actions={<Link href="/notebooks">All notebooks</Link>}>
            <ul className={styles.recent}>
              {notebooks.data.slice(0, 8).map(({ id, title, updatedAt }) => (
                <li key={id}>
                  <Link href={`/notebooks/${id}`}>{title}</Link>
                  <span className={styles.when}>
                    <Time value={updatedAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Examples isFirst={first} />
        {report}
      </Page>
    </DropZone>
  );
}

function NeedsYou() {
  const alerts = useQuery({
    queryKey: ['alerts', 'list', 'open'],
    queryFn: () => api.alerts.list.query({ states: ['open'], limit: 8 }),
  });
  const failing = useQuery({
    queryKey: ['executions', 'failing'],
    queryFn: () => api.executions.failing.query({}),
  });
  const approvals = useQuery({
    queryKey: ['models', 'openApprovals'],
    queryFn: () => api.models.openApprovals.query({}),
  });
  // Of a run that failed the schedule tells, below.
  const open = (alerts.data ?? []).filter(({ source }) => source !== 'execution');
  if (!open.length && !failing.data?.length && !approvals.data?.length) return null;
  return (
    <Section title="Needs you">
      <ul className={styles.recent}>
        {open.map(({ id, severity, check, detail, schedule, openedAt }) => (
          <li key={id}>
            <Badge tone={severity === 'critical' ? 'failed' : 'stale'}>{severity}</Badge>
            <Link href={`/monitoring/alerts/${id}`} className={styles.sentence}>
              {detail || check}
            </Link>
            <span className={styles.about}>{schedule}</span>
            <span className={styles.when}>
              <Time value={openedAt} />
            </span>
          </li>
        ))}
        {approvals.data?.map(({ checkId, model, version, alias, askedBy, askedAt }) => (
          <li key={checkId}>
            <Badge tone="stale">approval</Badge>
            <Link href={`/models/${model}/checks/${checkId}`}>
              {model} v{version} as {alias}
            </Link>
            <span className={styles.about}>asked for by {askedBy ?? 'somebody'}</span>
            <span className={styles.when}>
              <Time value={askedAt} />
            </span>
          </li>
        ))}
        {failing.data?.map(({ id, schedule, error, finishedAt }) => (
          <li key={id}>
            <Badge tone="failed">failed</Badge>
            <Link href={`/executions/${id}`}>{schedule}</Link>
            <span className={styles.about}>{error}</span>
            <span className={styles.when}>{finishedAt && <Time value={finishedAt} />}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

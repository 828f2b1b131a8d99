'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Pencil } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextArea } from '@/components/ui/field';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { DescribeDialog } from './describe-dialog';
import styles from './gates.module.css';
import modelStyles from './models.module.css';

type Card = ApiOutput['models']['card'];
type CardSection = Card['sections'][number];

/** A version's model card: written from what is known, completed by hand, section by section. */
export function CardPage({ model, version }: { model: string; version: number }) {
  const [describing, setDescribing] = useState(false);
  const card = useQuery({
    queryKey: ['models', 'card', model, version],
    queryFn: () => api.models.card.query({ model, version }),
  });
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: model, href: `/models/${model}` },
    { label: `Version ${version}`, href: `/models/${model}/${version}` },
  ];
  if (!card.data)
    return (
      <Page>
        <PageHeader title="Model card" crumbs={crumbs} />
        {card.isError ? (
          <LoadFailed
            error={card.error}
            onRetry={() => card.refetch()}
            list={{ label: 'models', href: '/models' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { data } = card;
  const file = (format: string) => `/api/models/${model}@${version}/card?format=${format}`;
  return (
    <Page>
      <PageHeader
        title="Model card"
        crumbs={crumbs}
        detail={<About card={data} onDescribe={() => setDescribing(true)} />}
        actions={
          <>
            <a className={modelStyles.download} href={file('html')} download>
              <Download size={16} aria-hidden /> HTML
            </a>
            <a className={modelStyles.download} href={file('md')} download>
              <Download size={16} aria-hidden /> Markdown
            </a>
          </>
        }
      />
      <div className={styles.card}>
        {data.missing.length > 0 && (
          <p>
            <Badge tone="stale">Not complete</Badge> Still missing: {data.missing.join(', ')}.
          </p>
        )}
        {data.sections.map((section) => (
          <SectionOfCard key={section.id} card={data} section={section} />
        ))}
      </div>
      {describing && <DescribeDialog model={model} version={version} onClose={() => setDescribing(false)} />}
    </Page>
  );
}

function About({ card, onDescribe }: { card: Card; onDescribe(): void }) {
  return (
    <span className={modelStyles.inline}>
      Owner: {card.owner || 'nobody yet'} · Licence: {card.licence || 'not said'} · Promoted by{' '}
      {card.author ?? 'somebody'}, <Time value={card.promotedAt} />
      <IconButton label="Change owner and licence" icon={Pencil} onClick={onDescribe} />
      {card.changedAt === null && card.from !== null && (
        <Badge>what was written is version {card.from}’s; edit it to make it this one’s</Badge>
      )}
    </span>
  );
}

function SectionOfCard({ card, section }: { card: Card; section: CardSection }) {
  const [editing, setEditing] = useState(false);
  return (
    <section className={styles.section} aria-label={section.title}>
      <div className={styles.head}>
        <h3>{section.title}</h3>
        {section.isKnown && section.isWritten && <Badge>by hand</Badge>}
        {!editing && (
          <IconButton label={`Edit ${section.title}`} icon={Pencil} onClick={() => setEditing(true)} />
        )}
      </div>
      {editing ? (
        <Editor card={card} section={section} onClose={() => setEditing(false)} />
      ) : section.html ? (
        // The server made it of Markdown with every tag of the text escaped, links checked and pictures left out.
        // biome-ignore lint/security/noDangerouslySetInnerHtml: see above, and render-card.test.ts
        <div className={styles.text} dangerouslySetInnerHTML={{ __html: section.html }} />
      ) : (
        <p className={styles.note}>{section.hint}</p>
      )}
    </section>
  );
}

function Editor({ card, section, onClose }: { card: Card; section: CardSection; onClose(): void }) {
  const [markdown, setMarkdown] = useState(section.markdown);
  const [failure, setFailure] = useState<string>();
  const [saving, setSaving] = useState(false);
  const client = useQueryClient();
  const save = async (text: string) => {
    setSaving(true);
    try {
      const { model, version } = card;
      await api.models.editCard.mutate({ model, version, section: section.id, markdown: text });
      await client.invalidateQueries({ queryKey: ['models'] });
      onClose();
    } catch (error) {
      setFailure(errorMessage(error));
      setSaving(false);
    }
  };
  return (
    <>
      <Field label={section.title} hint={`${section.hint} Markdown.`}>
        <TextArea
          rows={8}
          value={markdown}
          maxLength={20_000}
          onChange={(event) => setMarkdown(event.target.value)}
        />
      </Field>
      <div className={styles.acts}>
        <Button variant="primary" busy={saving} onClick={() => save(markdown)}>
          Save section
        </Button>
        <Button disabled={saving} onClick={onClose}>
          Cancel
        </Button>
        {section.isKnown && section.isWritten && (
          <Button variant="quiet" disabled={saving} onClick={() => save('')}>
            Write it from what is known
          </Button>
        )}
      </div>
      {failure && <ErrorNotice message={failure} />}
    </>
  );
}

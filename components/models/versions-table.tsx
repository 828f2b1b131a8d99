import { Crown, FileText, GitCompareArrows, MoreHorizontal, Tag, Trash2, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { mainMetric } from '@/cells/ml/metric-names';
import type { ApiOutput } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { Dialog } from '@/components/ui/dialog';
import { Field, TextInput } from '@/components/ui/field';
import { Menu } from '@/components/ui/menu';
import { Time } from '@/components/ui/time';
import { DeleteDialog } from './delete-dialog';
import { learnerWords, metricLabel, metricsOf, metricValue } from './metric-words';
import styles from './models.module.css';
import { useAliasActs } from './use-model';
import { VerificationBadge } from './verification-badge';

type Model = ApiOutput['models']['read'];
type Version = Model['versions'][number];

/** Every version with its test figures side by side, and the acts on them. */
export function VersionsTable({ model }: { model: Model }) {
  const [naming, setNaming] = useState<Version>();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const acts = useAliasActs(model.name);
  const metrics = metricsOf(model.versions.map((version) => version.metrics));
  const aliasesOf = (version: Version) => model.aliases.filter((alias) => alias.version === version.number);
  return (
    <>
      {model.versions.length > 1 && (
        <p className={styles.inline}>
          <ButtonLink
            icon={GitCompareArrows}
            href={`/models/${model.name}/compare?versions=${(chosen.length > 1 ? chosen : usual(model)).join(',')}`}
          >
            {chosen.length > 1
              ? `Compare ${chosen.map((number) => `v${number}`).join(', ')}`
              : `Compare ${usual(model)
                  .map((number) => `v${number}`)
                  .join(' and ')}`}
          </ButtonLink>
          <span className={styles.note}>Mark two to five versions to compare others.</span>
        </p>
      )}
      <DataTable
        caption="Versions"
        rows={model.versions}
        rowKey={(version) => version.id}
        columns={[
          {
            key: 'version',
            title: 'Version',
            cell: (version) => (
              <span className={styles.inline}>
                <Link href={`/models/${model.name}/${version.number}`}>v{version.number}</Link>
                {aliasesOf(version).map(({ alias }) => (
                  <Badge
                    key={alias}
                    tone={alias === 'champion' ? 'ok' : 'neutral'}
                    icon={alias === 'champion' ? Crown : Tag}
                  >
                    {alias}
                  </Badge>
                ))}
                {model.versions.length > 1 && (
                  <input
                    className={styles.mark}
                    type="checkbox"
                    aria-label={`Compare version ${version.number}`}
                    checked={chosen.includes(version.number)}
                    disabled={chosen.length === 5 && !chosen.includes(version.number)}
                    onChange={({ target }) =>
                      setChosen(
                        target.checked
                          ? [...chosen, version.number]
                          : chosen.filter((number) => number !== version.number),
                      )
                    }
                  />
                )}
              </span>
            ),
          },
          {
            key: 'learner',
            title: 'Learner',
            wideOnly: true,
            cell: (version) => learnerWords[version.learner],
          },
          ...metrics.map((name) => ({
            key: `metric-${name}`,
            title: metricLabel(name),
            align: 'right' as const,
            wideOnly: model.versions.every((version) => mainMetric[version.task] !== name),
            cell: (version: Version) => (
              <span className={mainMetric[version.task] === name ? styles.main : undefined}>
                {metricValue(name, version.metrics[name])}
              </span>
            ),
          })),
          {
            key: 'reproduced',
            title: 'Reproduced',
            cell: (version) => (
              <VerificationBadge status={version.status} verification={version.verification} />
            ),
          },
          { key: 'by', title: 'By', wideOnly: true, cell: (version) => version.by ?? '—' },
          {
            key: 'when',
            title: 'When',
            wideOnly: true,
            cell: (version) => <Time value={version.createdAt} />,
          },
          {
            key: 'acts',
            title: '',
            align: 'right',
            cell: (version) => (
              <VersionActs model={model} version={version} onName={() => setNaming(version)} />
            ),
          },
        ]}
      />
      {naming && (
        <AliasDialog
          version={naming.number}
          onDone={(alias) => {
            setNaming(undefined);
            if (alias)
              void acts.move(
                alias,
                naming.number,
                model.aliases.find((known) => known.alias === alias)?.version ?? null,
              );
          }}
        />
      )}
    </>
  );
}

/** The newest version beside the champion, or beside the one before it. */
function usual({ versions, champion }: Model): number[] {
  const [newest, former] = versions.map(({ number }) => number);
  return [newest ?? 1, (champion !== newest ? champion : null) ?? former ?? 1];
}

function VersionActs({ model, version, onName }: { model: Model; version: Version; onName(): void }) {
  const acts = useAliasActs(model.name);
  const router = useRouter();
  const [deleting, setDeleting] = useState(false);
  const isChampion = model.champion === version.number;
  const others = model.aliases.filter(
    ({ alias, version: at }) => alias !== 'champion' && at === version.number,
  );
  const canRollBack =
    isChampion &&
    model.history.some(
      ({ alias, from }) =>
        alias === 'champion' && from !== null && model.versions.some(({ number }) => number === from),
    );
  const canBeChampion = version.status === 'ready' && !isChampion;
  const makeChampion = () => void acts.move('champion', version.number, model.champion);
  const rollBack = () => void acts.rollBack('champion', version.number);
  return (
    <span className={styles.acts}>
      {canBeChampion && (
        <Button icon={Crown} className={styles.wide} onClick={makeChampion}>
          Make champion
        </Button>
      )}
      {canRollBack && (
        <Button icon={Undo2} className={styles.wide} onClick={rollBack}>
          Roll back
        </Button>
      )}
      <Menu
        trigger={<IconButton label={`More for version ${version.number}`} icon={MoreHorizontal} />}
        items={[
          ...(canBeChampion ? [{ label: 'Make champion', icon: Crown, onSelect: makeChampion }] : []),
          ...(canRollBack ? [{ label: 'Roll back', icon: Undo2, onSelect: rollBack }] : []),
          { label: 'Open version', onSelect: () => router.push(`/models/${model.name}/${version.number}`) },
          {
            label: 'Model card',
            icon: FileText,
            onSelect: () => router.push(`/models/${model.name}/${version.number}/card`),
          },
          {
            label: 'Give it another alias',
            icon: Tag,
            disabled: version.status !== 'ready',
            onSelect: onName,
          },
          ...others.map(({ alias }) => ({
            label: `Remove alias ${alias}`,
            onSelect: () => void acts.remove(alias, version.number),
          })),
          'separator',
          { label: 'Delete version', icon: Trash2, danger: true, onSelect: () => setDeleting(true) },
        ]}
      />
      {deleting && (
        <DeleteDialog model={model.name} version={version.number} onClose={() => setDeleting(false)} />
      )}
    </span>
  );
}

function AliasDialog({ version, onDone }: { version: number; onDone(alias: string | null): void }) {
  const [alias, setAlias] = useState('challenger');
  const isFine = /^[a-z][a-z0-9_-]{0,49}$/.test(alias);
  return (
    <Dialog
      open
      onOpenChange={() => onDone(null)}
      title={`Alias for version ${version}`}
      description="A name that can be moved to another version later, and called in the address: model@alias."
      footer={
        <>
          <Button onClick={() => onDone(null)}>Cancel</Button>
          <Button variant="primary" disabled={!isFine} onClick={() => onDone(alias)}>
            Set alias
          </Button>
        </>
      }
    >
      <Field
        label="Alias"
        error={isFine ? undefined : 'Small letters, digits, "_" and "-", beginning with a letter'}
      >
        <TextInput value={alias} onChange={(event) => setAlias(event.target.value.trim())} />
      </Field>
    </Dialog>
  );
}

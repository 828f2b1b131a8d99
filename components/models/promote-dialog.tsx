'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useRef, useState } from 'react';
import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { loadTypeScriptFor } from '@/cells/compiler/load-typescript';
import { parseNotebook } from '@/cells/document/parse';
import { heldOutFile } from '@/cells/ml/held-out-file';
import { parseManifest } from '@/cells/ml/manifest';
import { mainMetric } from '@/cells/ml/metric-names';
import type { PackageManifest } from '@/cells/ml/model';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, TextArea, TextInput } from '@/components/ui/field';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { headline, learnerWords, metricLabel, metricsOf, metricValue } from './metric-words';
import styles from './promote-dialog.module.css';
import { UnpinnedNotes } from './unpinned-notes';
import { uploadPackage } from './upload-package';
import { useAliasActs } from './use-model';

type Proposal = RequestInput<'model.promote'>;

export interface PromoteDialogProps {
  proposal: Proposal;
  notebookId: string;
  /** With what became of it; null when the person cancelled. */
  onDone(result: RequestOutput<'model.promote'>): void;
}

/** Names what goes along before anything is sent. An error keeps the dialog, and what arrived is not sent twice. */
export function PromoteDialog({ proposal, notebookId, onDone }: PromoteDialogProps) {
  const client = useQueryClient();
  const models = useQuery({ queryKey: ['models', 'list'], queryFn: () => api.models.list.query({}) });
  const [name, setName] = useState(proposal.suggestedName);
  const [description, setDescription] = useState('');
  const [crown, setCrown] = useState(false);
  const acts = useAliasActs(name);
  const [sent, setSent] = useState<number>();
  const [failure, setFailure] = useState<string>();
  const keys = useRef(new Map<string, string>());
  const names = useId();
  const unpinned = useQuery({
    queryKey: ['unpinned', proposal.slice],
    // The compiler of every kind is needed here alone, and only when somebody promotes.
    queryFn: async () => {
      const { findUnpinned } = await import('@/cells/kinds/find-unpinned');
      const slice = parseNotebook(proposal.slice);
      await loadTypeScriptFor(slice.cells);
      return findUnpinned(slice);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const manifest = useMemo(() => readManifest(proposal), [proposal]);
  const size = Object.values(proposal.files).reduce((sum, bytes) => sum + bytes.byteLength, 0);
  const existing = models.data?.find((model) => model.name === name);
  const nameError = /^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)
    ? undefined
    : 'Small letters, digits, ".", "_" and "-"; it stands in the address by which the model is called.';

  const promote = async () => {
    setFailure(undefined);
    setSent(0);
    // One key for one name in this dialog: clicking twice, or again after a lost answer, makes one version.
    const idempotencyKey = keys.current.get(name) ?? crypto.randomUUID();
    keys.current.set(name, idempotencyKey);
    try {
      const files = await uploadPackage(proposal.files, setSent);
      const { versionId, version } = await api.models.promote.mutate({
        model: name,
        description,
        notebookId,
        files,
        slice: proposal.slice,
        sliceCells: proposal.sliceCells.length,
        totalCells: proposal.totalCells,
        output: proposal.output,
        datasets: proposal.datasets,
        idempotencyKey,
        runId: proposal.run,
      });
      const admitted = await api.models.admit.mutate({ versionId });
      if (admitted.status === 'failed')
        throw new Error(admitted.detail ?? 'The files of the package were damaged.');
      await client.invalidateQueries({ queryKey: ['models'] });
      toast.done(`${name} version ${version} is ready`);
      if (crown && existing?.champion) await acts.move('champion', version, existing.champion);
      onDone({ model: name, version });
    } catch (error) {
      setFailure(errorMessage(error));
      setSent(undefined);
    }
  };
  const busy = sent !== undefined;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !busy && onDone(null)}
      title={`Promote “${proposal.output}”`}
      footer={
        <>
          <Button disabled={busy} onClick={() => onDone(null)}>
            Cancel
          </Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={nameError !== undefined || typeof manifest === 'string'}
            onClick={promote}
          >
            Promote
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !nameError && typeof manifest !== 'string') void promote();
        }}
      >
        <Field
          label="Model"
          error={name ? nameError : undefined}
          hint={`→ version ${existing?.nextVersion ?? 1}${existing ? '' : ', a new model'}`}
        >
          <TextInput
            value={name}
            list={names}
            disabled={busy}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setName(event.target.value.trim())}
          />
        </Field>
        <datalist id={names}>
          {models.data?.map((model) => (
            <option key={model.id} value={model.name}>{`version ${model.nextVersion}`}</option>
          ))}
        </datalist>
        <Field label="What is new" hint="Shown with the version. May stay empty.">
          <TextArea
            value={description}
            disabled={busy}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        {existing?.champion && (
          <Checkbox
            label={`Make it the champion in place of version ${existing.champion}; where gates protect it, they are checked`}
            checked={crown}
            disabled={busy}
            onChange={setCrown}
          />
        )}
      </form>
      {typeof manifest === 'string' ? (
        <ErrorNotice message={manifest} />
      ) : (
        <section className={styles.along}>
          <h3>Goes along</h3>
          <ul>
            <li>
              {learnerWords[manifest.learner]} for <code>{manifest.target}</code>,{' '}
              {formatCount(manifest.signature.inputs.length, 'input')}, {formatBytes(size)} in{' '}
              {formatCount(Object.keys(proposal.files).length, 'file')}
            </li>
            <li>
              {proposal.sliceCells.length} of {formatCount(proposal.totalCells, 'cell')}: those that made it
            </li>
            <li>{describeData(proposal)}</li>
            {heldOutFile in proposal.files && (
              <li>Its test rows with all their columns: it is judged and compared on them</li>
            )}
            <li>
              {headline(manifest.task, manifest.evaluation.metrics)} on{' '}
              {formatCount(manifest.evaluation.rows, 'test row')}
            </li>
          </ul>
          <Comparison manifest={manifest} champion={existing?.champion ? existing : undefined} />
          <UnpinnedNotes unpinned={unpinned.data ?? []} />
          <p className={styles.note}>
            Every file’s hash is checked, then these cells run again in a clean frame to see whether the same
            model comes out.
          </p>
        </section>
      )}
      {busy && <Progress label="Sending the package" fraction={size === 0 ? undefined : sent / size} />}
      {failure && <ErrorNotice message={failure} />}
    </Dialog>
  );
}

interface Champion {
  readonly champion: number | null;
  readonly metrics: Readonly<Record<string, number>> | null;
  readonly target: string | null;
}

/** The new figures beside the baseline's and the champion's. Each was measured on its own test rows, and says so. */
function Comparison({ manifest, champion }: { manifest: PackageManifest; champion?: Champion }) {
  const { metrics, baseline } = manifest.evaluation;
  const centroid =
    manifest.evaluation.task === 'regression' ? undefined : manifest.evaluation.nearestCentroid;
  const others = champion?.metrics ?? undefined;
  const names = metricsOf([metrics]);
  const main = mainMetric[manifest.task];
  return (
    <table className={styles.metrics}>
      <thead>
        <tr>
          <td />
          <th scope="col">This</th>
          <th scope="col">Baseline</th>
          {centroid && <th scope="col">Nearest centroid</th>}
          {others && <th scope="col">Champion v{champion?.champion}*</th>}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className={name === main ? styles.main : undefined}>
            <th scope="row">{metricLabel(name)}</th>
            <td>{metricValue(name, metrics[name])}</td>
            <td>{metricValue(name, baseline[name])}</td>
            {centroid && <td>{metricValue(name, centroid[name])}</td>}
            {others && <td>{metricValue(name, others[name])}</td>}
          </tr>
        ))}
      </tbody>
      {others && <caption>* on the rows it was tested with itself</caption>}
    </table>
  );
}

function describeData({ datasets }: Proposal): string {
  if (datasets.length === 0) return 'No data sets: nothing of its data is pinned';
  return `The data versions it read: ${datasets.map(({ table }) => table).join(', ')}`;
}

/** The manifest, or in words why there is none. */
function readManifest({ files }: Proposal): PackageManifest | string {
  try {
    return parseManifest(files['cellar.json'] ?? new Uint8Array());
  } catch (error) {
    return `This model cannot be promoted. ${errorMessage(error)}`;
  }
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { StepCurve } from '@/components/notebook/model-result/step-curve';
import { stepNames } from '@/components/notebook/model-result/step-names';
import { TreeView } from '@/components/notebook/model-result/tree-view';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Section } from '@/components/ui/page-header';

type Version = ApiOutput['models']['version'];

/** The curve of its training, where the package holds one. */
export function Curve({ version: { model, number, manifest, files } }: { version: Version }) {
  const history = useQuery({
    queryKey: ['models', 'history', model, number],
    queryFn: () => api.models.history.query({ model, version: number }),
    enabled: 'history.json' in files,
  });
  if (history.isError)
    return (
      <Section title="Training">
        <ErrorNotice message={errorMessage(history.error)} onRetry={() => history.refetch()} />
      </Section>
    );
  if (!history.data || history.data.length < 2) return null;
  return (
    <Section title="Training">
      <StepCurve history={history.data} step={stepNames[manifest.learner]} />
    </Section>
  );
}

/** Its trees one by one, each fetched when it is looked at. */
export function Trees({ version: { model, number, files } }: { version: Version }) {
  const [index, setIndex] = useState(0);
  const tree = useQuery({
    queryKey: ['models', 'tree', model, number, index],
    queryFn: () => api.models.tree.query({ model, version: number, tree: index }),
    placeholderData: keepPreviousData,
    enabled: 'ensemble.json' in files,
  });
  if (tree.isError)
    return (
      <Section title="Trees">
        <ErrorNotice message={errorMessage(tree.error)} onRetry={() => tree.refetch()} />
      </Section>
    );
  if (!tree.data) return null;
  return (
    <Section title="Trees">
      <TreeView tree={tree.data} onChoose={setIndex} />
    </Section>
  );
}

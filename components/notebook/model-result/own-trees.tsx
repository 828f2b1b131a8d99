import { ListTree } from 'lucide-react';
import { useState } from 'react';
import { describeTree, type TreeInWords } from '@/cells/ml/boosted-trees/describe-tree';
import type { Ensemble } from '@/cells/ml/boosted-trees/ensemble';
import { ensembleFiles, readEnsemble } from '@/cells/ml/boosted-trees/ensemble-file';
import type { TrainedModel } from '@/cells/ml/model';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { usePersonalColumns } from '../personal-columns';
import { TreeView } from './tree-view';

/** The trees of a model in this tab, one at a time; read when somebody wants to see one. Nothing for a model without trees. */
export function OwnTrees({ model }: { model: TrainedModel }) {
  const [ensemble, setEnsemble] = useState<Ensemble>();
  const [tree, setTree] = useState<TreeInWords>();
  const [failure, setFailure] = useState<string>();
  const personal = usePersonalColumns();
  if (model.learner !== 'boosted-trees') return null;
  const show = async (index: number) => {
    try {
      const read = ensemble ?? (await readOf(model));
      if (!read)
        return setFailure('The trees of this model were made by an earlier version and cannot be shown.');
      setEnsemble(read);
      setTree(describeTree(read, index, { signature: model.signature, personal }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  if (failure) return <ErrorNotice message={failure} />;
  if (tree) return <TreeView tree={tree} onChoose={show} />;
  return (
    <div>
      <Button icon={ListTree} onClick={() => void show(0)}>
        Show trees
      </Button>
    </div>
  );
}

async function readOf(model: TrainedModel): Promise<Ensemble | undefined> {
  const files = await model.toPackage();
  return files.has(ensembleFiles.head) ? readEnsemble(files) : undefined;
}

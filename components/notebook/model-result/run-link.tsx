import { FlaskConical } from 'lucide-react';
import type { TrainedModel } from '@/cells/ml/model';
import { Button } from '@/components/ui/button';
import type { ModelResultOptions } from './options';

/** Leads to the run that the training is kept as. */
export const RunLink = ({
  run,
  openRun,
}: { run: NonNullable<TrainedModel['run']> } & Required<Pick<ModelResultOptions, 'openRun'>>) => (
  <Button
    variant="quiet"
    icon={FlaskConical}
    title="Show this run in a new tab"
    onClick={() => openRun(run.id)}
  >
    Run {run.name}
  </Button>
);

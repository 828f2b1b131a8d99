import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { KeepForm } from './keep-form';
import { nameChosen } from './name-chosen';
import { RegisterForm } from './register-form';
import { type SentModel, sendModel } from './send-model';

export interface ImportDialogProps {
  /** A file, an archive, or the files of a folder. */
  chosen: readonly File[];
  /** The model that it becomes a version of; asked for when left out. */
  model?: string;
  onClose(): void;
  onDone(made: { model: string; version: number }): void;
}

type Inspected = ApiOutput['models']['inspectFiles'] & SentModel;

/** Sends the files of a model, and asks what its columns and answers are called; a row is tried before it is registered. */
export function ImportDialog(props: ImportDialogProps) {
  const { chosen, onClose } = props;
  const inspected = useQuery({
    queryKey: [
      'models',
      'files',
      ...chosen.map(({ name, size, lastModified }) => [name, size, lastModified]),
    ],
    queryFn: async (): Promise<Inspected> => {
      const sent = await sendModel(chosen);
      return { ...(await api.models.inspectFiles.mutate({ files: { ...sent.files } })), ...sent };
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (inspected.data?.kind === 'served') return <RegisterForm {...props} inspected={inspected.data} />;
  if (inspected.data) return <KeepForm {...props} inspected={inspected.data} />;
  return (
    <Dialog open onOpenChange={onClose} title={`Import ${nameChosen(chosen)}`}>
      {inspected.isError ? <ErrorNotice message={errorMessage(inspected.error)} /> : <Loading />}
    </Dialog>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { EyeOff, ScanEye } from 'lucide-react';
import type { ReactNode } from 'react';
import { type PersonalMark, personalMarks, personalWords } from '@/cells/personal';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import styles from './dataset-columns.module.css';

type Note = ApiOutput['datasets']['read']['personal'][string];

/** Beside its type: whether a column holds personal data, why that is thought, and a way to say otherwise. */
export function PersonalMarkMenu({
  id,
  column,
  note,
  children,
}: {
  id: string;
  column: string;
  note?: Note;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const save = async (mark: PersonalMark | null) => {
    const done = await api.datasets.mark.mutate({ id, column, mark });
    await client.invalidateQueries({ queryKey: ['datasets'] });
    return done;
  };
  const change = useMutation({
    mutationFn: save,
    onSuccess: ({ before }, mark) =>
      toast.done(
        mark === null
          ? `${column} is what is found in its values.`
          : mark === 'none'
            ? `${column} is not masked any more.`
            : `${column} is masked as ${personalWords[mark]}.`,
        () => void save(before).catch((error) => toast.failed(errorMessage(error))),
      ),
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const isPersonal = note !== undefined && note.mark !== 'none';
  return (
    <>
      <div className={styles.kind}>
        {children}
        <Menu
          align="start"
          trigger={
            <IconButton
              label={isPersonal ? `${column} is personal: change` : `Mark ${column} as personal`}
              icon={isPersonal ? EyeOff : ScanEye}
              disabled={change.isPending}
            />
          }
          items={[
            ...personalMarks.map((mark) => ({
              label: personalWords[mark],
              checked: note ? note.mark === mark : mark === 'none',
              onSelect: () => change.mutate(mark),
            })),
            ...(note?.isByHand
              ? [{ label: 'as found in its values', onSelect: () => change.mutate(null) }]
              : []),
          ]}
        />
      </div>
      {isPersonal && (
        <span className={styles.personal} title={note.because}>
          {personalWords[note.mark]}, masked
        </span>
      )}
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { toast } from '@/components/ui/toast';
import styles from './deployments.module.css';

/** A change of a deployment, asked for: its fields, and one button that makes it. */
export function ChangeDialog({
  title,
  description,
  act,
  done,
  disabled,
  change,
  onClose,
  children,
}: {
  title: string;
  description: string;
  /** On the button. */
  act: string;
  /** What is said afterwards. */
  done: string;
  disabled?: boolean;
  change(): Promise<unknown>;
  onClose(): void;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['deployments'] });
      toast.done(done);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !changing.isPending && onClose()}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose} disabled={changing.isPending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            busy={changing.isPending}
            disabled={disabled}
            onClick={() => changing.mutate()}
          >
            {act}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        {children}
        {changing.isError && <ErrorNotice message={errorMessage(changing.error)} />}
      </div>
    </Dialog>
  );
}

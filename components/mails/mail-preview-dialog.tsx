'use client';

import { Dialog } from '@/components/ui/dialog';
import { MailView } from './mail-view';

/** The mail that a schedule would send, from what its last run showed and the notebook as it is now. */
export function MailPreviewDialog({ scheduleId, onClose }: { scheduleId: string; onClose(): void }) {
  return (
    <Dialog
      open
      width={720}
      title="Preview of the report"
      description="What the last run showed, chosen as the notebook chooses now."
      onOpenChange={(open) => !open && onClose()}
    >
      <MailView src={`/reports/previews/${scheduleId}.html`} title="Preview of the report" />
    </Dialog>
  );
}

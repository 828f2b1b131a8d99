import { BellOff } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';

const hour = 3_600_000;

/** How long to leave an alert alone. */
export function SnoozeMenu({ busy, onSnooze }: { busy: boolean; onSnooze(until: Date): void }) {
  const inHours = (hours: number) => () => onSnooze(new Date(Date.now() + hours * hour));
  return (
    <Menu
      trigger={
        <Button icon={BellOff} busy={busy}>
          Snooze
        </Button>
      }
      items={[
        { label: 'For an hour', onSelect: inHours(1) },
        { label: 'For four hours', onSelect: inHours(4) },
        { label: 'Until tomorrow at 9:00', onSelect: () => onSnooze(nextMorning(1)) },
        { label: 'For a week', onSelect: () => onSnooze(nextMorning(7)) },
      ]}
    />
  );
}

function nextMorning(days: number): Date {
  const at = new Date();
  at.setDate(at.getDate() + days);
  at.setHours(9, 0, 0, 0);
  return at;
}

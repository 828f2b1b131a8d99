import {
  Activity,
  BookOpen,
  Box,
  CalendarClock,
  Database,
  FlaskConical,
  type LucideIcon,
  Mail,
  Rocket,
  Settings,
} from 'lucide-react';

export interface Place {
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
}

/** The rail, in order. */
export const places: readonly Place[] = [
  { label: 'Notebooks', href: '/notebooks', icon: BookOpen },
  { label: 'Data', href: '/datasets', icon: Database },
  { label: 'Experiments', href: '/experiments', icon: FlaskConical },
  { label: 'Models', href: '/models', icon: Box },
  { label: 'Deployments', href: '/deployments', icon: Rocket },
  { label: 'Monitoring', href: '/monitoring', icon: Activity },
  { label: 'Schedules', href: '/schedules', icon: CalendarClock },
  { label: 'Outbox', href: '/outbox', icon: Mail },
  { label: 'Settings', href: '/settings', icon: Settings },
];

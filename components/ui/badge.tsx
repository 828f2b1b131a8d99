import { AlertTriangle, Check, CircleDashed, Clock3, type LucideIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type Tone = 'neutral' | 'running' | 'stale' | 'failed' | 'ok';

/** Never colour alone: each tone has its glyph beside the word. */
const glyphs: Record<Tone, LucideIcon | null> = {
  neutral: null,
  running: CircleDashed,
  stale: AlertTriangle,
  failed: X,
  ok: Check,
};

export function Badge({
  tone = 'neutral',
  icon,
  children,
  title,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  title?: string;
}) {
  const Glyph = icon ?? glyphs[tone];
  return (
    <span className={`${styles.badge} ${styles[tone]}`} title={title}>
      {Glyph && <Glyph size={12} strokeWidth={2.5} aria-hidden />}
      {children}
    </span>
  );
}

export const waitingIcon = Clock3;

'use client';

import { useEffect, useState } from 'react';
import { formatExact, formatRelative } from './format';

/** Relative, kept current, with the exact time on hover. */
export function Time({ value }: { value: string | Date }) {
  const date = typeof value === 'string' ? new Date(value) : value;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={date.toISOString()} title={formatExact(date)} suppressHydrationWarning>
      {formatRelative(date)}
    </time>
  );
}

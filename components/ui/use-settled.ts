import { useEffect, useState } from 'react';

/** Milliseconds after the last key before something is looked for. */
const pauseMs = 150;

/** The text as it was when typing paused. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { PersonalColumns } from '@/cells/personal';
import { PersonalColumnsContext } from './personal-columns';

/** The picture of a value as an element, drawn when this returns; values of personal columns are masked in it. */
export function drawView(view: ReactNode, personal?: PersonalColumns): HTMLElement {
  const element = document.createElement('div');
  const root = createRoot(element);
  flushSync(() =>
    root.render(personal ? <PersonalColumnsContext value={personal}>{view}</PersonalColumnsContext> : view),
  );
  return element;
}

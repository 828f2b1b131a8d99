import type { ComponentType } from 'react';
import type { Judgement } from '@/cells/ml/judging';
import { CalibrationTab } from './calibration-tab';
import { ClassesTab } from './classes-tab';
import { CompareTab } from './compare-tab';
import { CurvesTab } from './curves-tab';
import { ErrorsTab } from './errors-tab';
import { FairnessTab } from './fairness-tab';
import { hasColumns } from './has-columns';
import { MattersTab } from './matters-tab';
import { OverviewTab } from './overview-tab';
import { SlicesTab } from './slices-tab';
import { ThresholdTab } from './threshold-tab';
import { WhatIfTab } from './what-if-tab';

export interface TabProps {
  readonly judgement: Judgement;
  /** In a frozen report nobody presses buttons. */
  readonly isRead: boolean;
}

export interface JudgementTab {
  readonly name: string;
  readonly label: string;
  /** Whether this judgement has what the tab shows, in a report where `isRead`. */
  has(judgement: Judgement, isRead: boolean): boolean;
  readonly Content: ComponentType<TabProps>;
}

const isAsked = (live: Judgement['live'], isRead: boolean) => live !== undefined && !isRead;

/** In the order in which they are shown: one file and one line each. */
export const judgementTabs: readonly JudgementTab[] = [
  { name: 'overview', label: 'Overview', has: () => true, Content: OverviewTab },
  { name: 'curves', label: 'Curves', has: ({ binary }) => binary !== undefined, Content: CurvesTab },
  { name: 'classes', label: 'Classes', has: ({ byClass }) => byClass !== undefined, Content: ClassesTab },
  { name: 'errors', label: 'Errors', has: ({ errors }) => errors !== undefined, Content: ErrorsTab },
  {
    name: 'calibration',
    label: 'Calibration',
    has: ({ calibration, errors }) => calibration !== undefined || errors?.quantiles !== undefined,
    Content: CalibrationTab,
  },
  {
    name: 'threshold',
    label: 'Threshold and costs',
    has: ({ binary }) => binary !== undefined,
    Content: ThresholdTab,
  },
  {
    name: 'slices',
    label: 'Slices',
    has: ({ slices, live }, isRead) => slices !== undefined || isAsked(live, isRead),
    Content: SlicesTab,
  },
  {
    name: 'fairness',
    label: 'Fairness',
    has: ({ fairness, live }, isRead) => fairness !== undefined || isAsked(live, isRead),
    Content: FairnessTab,
  },
  {
    name: 'matters',
    label: 'What matters',
    has: ({ matters, live }, isRead) =>
      isRead ? matters !== undefined : live !== undefined && hasColumns(live),
    Content: MattersTab,
  },
  {
    name: 'what-if',
    label: 'What if',
    has: ({ live }, isRead) => isAsked(live, isRead),
    Content: WhatIfTab,
  },
  {
    name: 'compare',
    label: 'Compare',
    has: ({ comparison }) => comparison !== undefined,
    Content: CompareTab,
  },
];

export interface PromotedVersion {
  readonly model: string;
  readonly version: number;
}

export interface ModelResultOptions {
  /** Asks the person, in the page, to promote the model; null when they cancel. Without it there is no button. */
  readonly promote?: () => Promise<PromotedVersion | null>;
  /** Shows the run of a model in a tab of its own. */
  readonly openRun?: (runId: string) => void;
  /** Takes a feature out of the options of the cell that trained; the person trains again when they want to. */
  readonly leaveOut?: (column: string) => void;
}

export interface MailTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of a mail, as data; HTML and plain text are both written from it. */
export interface MailSection {
  readonly title?: string;
  /** Said in words beside the picture, which many readers never load. A line is a paragraph. */
  readonly text?: string;
  readonly picture?: {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    /** What it shows, in words. */
    readonly alt?: string;
  };
  readonly table?: MailTable;
  /** Where more of it is. */
  readonly link?: { readonly label: string; readonly url: string };
}

/** "Bike demand: drift in 3 of 12 features". One line, at most 150 characters. */
export const subjectOf = (title: string, headline: string): string => {
  const line = `${title}: ${headline}`.replace(/\s+/g, ' ').trim();
  return line.length <= 150 ? line : `${line.slice(0, 149)}…`;
};

import type { NotebookSession } from './notebook-session';

/** The session as the panel has it: whoever goes to a cell from a panel that lies over the notebook wants to see the cell. */
export const closeOnGoing = <Session extends Pick<NotebookSession, 'order'>>(
  session: Session,
  close: () => void,
): Session => ({
  ...session,
  order(name, body) {
    session.order(name, body);
    if (name === 'scrollTo') close();
  },
});

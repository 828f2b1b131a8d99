import type { BrowserContext, Page } from '@playwright/test';

const live = '**/api/notebooks/*/live';

/** The server cannot be reached by open notebooks of a page or a browser, until it is back. Call it before they are opened. */
export async function breakableServer(of: Page | BrowserContext) {
  let isAway = false;
  const open = new Set<{ close(): Promise<void> }>();
  await of.routeWebSocket(live, (page) => {
    if (isAway) return void page.close();
    const server = page.connectToServer();
    const both = { close: () => Promise.all([page.close(), server.close()]).then(() => {}) };
    open.add(both);
    page.onMessage((message) => {
      if (!isAway) server.send(message);
    });
    server.onMessage((message) => {
      if (!isAway) page.send(message);
    });
    page.onClose(() => {
      open.delete(both);
      void server.close();
    });
  });
  return {
    async goAway() {
      isAway = true;
      await Promise.all([...open].map((one) => one.close()));
      open.clear();
    },
    comeBack() {
      isAway = false;
    },
  };
}

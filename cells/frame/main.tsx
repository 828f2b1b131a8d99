import '@/components/ui/tokens.css';
import type { OrderBody, PageOrder } from '@/cells/bridge/messages';
import { openFrameEnd } from '@/cells/bridge/port';
import { createAssetLoader } from './assets';
import { loadFonts } from './fonts';

/** Called once by the boot script with the port to the page. */
export function start(port: MessagePort, element: HTMLElement): void {
  const bridge = openFrameEnd(port, obey);
  const assets = createAssetLoader(bridge);

  function obey<K extends PageOrder>(name: K, body: OrderBody<K>): void {
    const order = { name, body } as { [N in PageOrder]: { name: N; body: OrderBody<N> } }[PageOrder]; // the pair belongs together
    switch (order.name) {
      case 'ping':
        return bridge.notify('alive', {});
      case 'theme':
        document.documentElement.dataset.theme = order.body.theme;
        return;
      case 'open':
        document.documentElement.dataset.theme = order.body.theme;
        return void open(order.body);
    }
  }

  async function open({ html }: OrderBody<'open'>) {
    const notebook = new DOMParser().parseFromString(html, 'text/html');
    for (const cell of notebook.querySelectorAll('script')) {
      const output = document.createElement('pre');
      output.dataset.output = cell.id;
      try {
        output.textContent =
          cell.type === 'module' ? String(await (0, eval)(cell.textContent ?? '')) : cell.textContent;
      } catch (error) {
        output.textContent = String(error);
      }
      element.append(output);
    }
    bridge.notify('ready', {});
    void loadFonts(assets);
  }
}

import { createRoot } from 'react-dom/client';
import type { NoticeBody, OrderBody, PageOrder } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import { AppView } from '@/components/notebook/app/app-view';
import { tellOfDocument } from '../document-notices';
import type { ToldPreferences } from '../follow-preferences';
import type { OpenDocument } from '../open-document';
import { unseenAttribute } from './choose-cells';
import { createSwitch } from './switch';

/** Readers: outputs without code. They set inputs and ask for parts that run when asked; nothing of it is kept. */
export function showApp(
  bridge: FrameEnd,
  element: HTMLElement,
  { store, kernel, addressValues, preferences }: OpenDocument & { readonly preferences: ToldPreferences },
  { embedded = false }: Pick<OrderBody<'open'>, 'embedded'>,
): <K extends PageOrder>(name: K, body: OrderBody<K>) => void {
  tellOfDocument(bridge, store, kernel);
  const presenting = createSwitch((on) => bridge.notify('presenting', { on }));
  kernel.setNotebook(store.get());
  createRoot(element).render(
    <AppView
      store={store}
      kernel={kernel}
      problems={{ get: addressValues.problems, subscribe: addressValues.subscribe }}
      presenting={presenting}
      isEmbedded={embedded}
      isUnseen={({ attributes }) => unseenAttribute in attributes}
    />,
  );
  tellHeight(element, (height) => bridge.notify('height', { height }));

  return (name, body) => {
    const order = { name, body } as { [N in PageOrder]: { name: N; body: OrderBody<N> } }[PageOrder]; // the pair belongs together
    switch (order.name) {
      case 'theme':
        document.documentElement.dataset.theme = order.body.theme;
        return;
      case 'preferences':
        preferences.set(order.body);
        return;
      case 'stop':
        void kernel.stop();
        return;
      case 'values':
        bridge.notify('values', { ask: order.body.ask, values: addressValues.read() });
        return;
      case 'present':
        presenting.set(order.body.on);
        return;
      default:
        return;
    }
  };
}

/** At most once a frame, and only what is another one. */
function tellHeight(element: HTMLElement, tell: (height: NoticeBody<'height'>['height']) => void): void {
  let told = -1;
  new ResizeObserver(() => {
    const height = Math.min(Math.ceil(element.getBoundingClientRect().height), 1_000_000);
    if (height === told) return;
    told = height;
    tell(height);
  }).observe(element);
}

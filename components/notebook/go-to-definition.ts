import type { FoundSymbol } from '@/cells/writing';
import { toast } from '@/components/ui/toast';
import type { ViewState } from './view-state';

/** Goes where a name is defined: to its place in a text, or to the cell whose value it names. Gives whether it went. */
export function goToDefinition(view: ViewState, symbol: FoundSymbol | undefined): boolean {
  if (!symbol) return false;
  if (symbol.scope === 'elsewhere') {
    toast.done(
      symbol.form === 'sql'
        ? `No cell defines ${symbol.name}: it is an attached data set, or there is none.`
        : `No cell defines ${symbol.name}: it belongs to the standard library or to the browser, or there is none.`,
    );
    return false;
  }
  const definition =
    symbol.scope === 'cell'
      ? { cellId: symbol.cellId, place: symbol.local.places.find(({ role }) => role === 'definition') }
      : symbol.definitions[0];
  if (!definition) return false;
  const { cellId, place } = definition;
  if (place) view.goTo(cellId, { from: place.start, to: place.end });
  else view.go(cellId);
  return true;
}

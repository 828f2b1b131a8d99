import { useEffect, useMemo, useRef } from 'react';
import type { MenuItem } from '@/components/ui/menu';
import { usePaletteGroups } from './palette-entries';

/** What a menu offers is found in the palette as well; what cannot be chosen now is left out, as are the labels of `except`. */
export function useMenuInPalette(
  heading: string,
  items: readonly MenuItem[],
  except: ReadonlySet<string>,
): void {
  // Menus are made anew each time they are drawn; the palette's groups stay as long as their labels do.
  const newest = useRef(items);
  useEffect(() => {
    newest.current = items;
  });
  const labels = JSON.stringify(choosable(items).map(({ label }) => label));
  const groups = useMemo(() => {
    const wanted = (JSON.parse(labels) as string[]).filter((label) => !except.has(label)); // written above
    const select = (label: string) =>
      choosable(newest.current)
        .find((item) => item.label === label)
        ?.onSelect();
    return [{ heading, entries: wanted.map((label) => ({ label, onSelect: () => select(label) })) }];
  }, [heading, labels, except]);
  usePaletteGroups(groups);
}

const choosable = (items: readonly MenuItem[]) =>
  items.flatMap((item) => (item !== 'separator' && 'onSelect' in item && !item.disabled ? [item] : []));

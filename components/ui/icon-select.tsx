import { ChevronDown, type LucideIcon } from 'lucide-react';
import styles from './icon-select.module.css';
import { Menu } from './menu';

export interface IconSelectProps {
  /** Read out before the value; shown by a `Field` around it, or not at all. */
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string; icon?: LucideIcon }[];
  onChange(value: string): void;
  /** Shown while there is no value. */
  placeholder?: string;
  id?: string;
}

/** A choice among things that an icon tells apart. */
export function IconSelect({ label, value, options, onChange, placeholder = 'Choose', id }: IconSelectProps) {
  const chosen = options.find((option) => option.value === value);
  const Icon = chosen?.icon;
  const shown = chosen?.label ?? value ?? '';
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          id={id}
          className={styles.button}
          aria-label={`${label}: ${shown || placeholder}`}
        >
          {Icon && <Icon size={14} aria-hidden />}
          <span className={styles.value} data-empty={shown === '' || undefined}>
            {shown || placeholder}
          </span>
          <ChevronDown size={14} aria-hidden />
        </button>
      }
      items={options.map((option) => ({
        label: option.label,
        icon: option.icon,
        checked: option.value === value,
        onSelect: () => onChange(option.value),
      }))}
    />
  );
}

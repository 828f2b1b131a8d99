import { Badge } from '@/components/ui/badge';
import styles from './models.module.css';

/** Who answers for a model or version, under which licence, and its tags; nothing where none was said. */
export function Tags({
  owner,
  licence,
  tags,
}: {
  owner: string;
  licence: string;
  tags: Readonly<Record<string, string>>;
}) {
  const said = [...(owner ? [`owner: ${owner}`] : []), ...(licence ? [`licence: ${licence}`] : [])];
  const all = [...said, ...Object.entries(tags).map(([name, value]) => (value ? `${name}: ${value}` : name))];
  if (all.length === 0) return null;
  return (
    <span className={styles.inline}>
      {all.map((text) => (
        <Badge key={text}>{text}</Badge>
      ))}
    </span>
  );
}

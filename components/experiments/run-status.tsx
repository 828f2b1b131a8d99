import { Badge } from '@/components/ui/badge';
import { statusWords } from './run-words';

export function Status({ run }: { run: { readonly status: string } }) {
  const { words, tone } = statusWords[run.status] ?? { words: run.status, tone: 'neutral' as const };
  return <Badge tone={tone}>{words}</Badge>;
}

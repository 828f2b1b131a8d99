import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { Section } from '@/components/ui/page-header';
import { boundsInWords, type Deployment, limitsInWords } from './routes-in-words';
import { RulesDialog } from './rules-dialog';

/** What stands whatever version answers. */
export function RulesSection({ deployment }: { deployment: Deployment }) {
  const [changing, setChanging] = useState(false);
  const { routes } = deployment;
  return (
    <Section
      title="Rules"
      actions={
        <Button icon={Settings2} onClick={() => setChanging(true)}>
          Change rules
        </Button>
      }
    >
      <Facts>
        <dt>Stable version</dt>
        <dd>
          {'alias' in routes.stable
            ? `Whatever ${routes.stable.alias} points at`
            : `Version ${routes.stable.version}, pinned`}
        </dd>
        <dt>Bounds</dt>
        <dd>{boundsInWords(routes.bounds)}.</dd>
        <dt>Limits</dt>
        <dd>{limitsInWords(routes.limits)}</dd>
        <dt>API key</dt>
        <dd>{routes.requiresKey ? 'Required' : 'Not asked for'}</dd>
      </Facts>
      {changing && <RulesDialog deployment={deployment} onClose={() => setChanging(false)} />}
    </Section>
  );
}

import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { TextInput } from '@/components/ui/field';
import { formatCount, formatMetric } from '@/components/ui/format';
import { Section } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import styles from './deployments.module.css';
import { ExperimentResult } from './experiment-result';
import { type Canary, type Deployment, formatPercent, sharesOf } from './routes-in-words';
import { ShadowLine } from './shadow-line';
import { SplitBar } from './split-bar';
import { useDeploymentActs } from './use-deployment-acts';

/** What answers now, and what can be done about it. */
export function TrafficSection({ deployment }: { deployment: Deployment }) {
  const { name, routes } = deployment;
  const acts = useDeploymentActs(name);
  const { split, shadow } = routes;
  return (
    <Section title="Who answers">
      <SplitBar shares={sharesOf(deployment)} />
      {split?.kind === 'canary' && <CanaryLine deployment={deployment} canary={split} />}
      {split?.kind === 'experiment' && (
        <div className={styles.beside}>
          <div className={styles.line}>
            <ExperimentResult deployment={deployment} experiment={split} />
            <Button onClick={() => void acts.endExperiment()}>End A/B test</Button>
          </div>
        </div>
      )}
      {shadow && (
        <div className={styles.beside}>
          <div className={styles.line}>
            <ShadowLine name={name} version={shadow.version} />
            <Button onClick={() => void acts.endShadow()}>End shadow</Button>
          </div>
        </div>
      )}
    </Section>
  );
}

function CanaryLine({ deployment, canary }: { deployment: Deployment; canary: Canary }) {
  const { name, nextStepAt, verdict } = deployment;
  const { version, percent, ramp } = canary;
  const [share, setShare] = useState('');
  const acts = useDeploymentActs(name);
  const next = ramp?.steps[ramp.step + 1];
  const isOver = nextStepAt && Date.parse(nextStepAt) < Date.now();
  return (
    <div className={styles.beside}>
      <div className={styles.line}>
        <span>
          Canary version {version} has {formatPercent(percent)} since <Time value={new Date(canary.since)} />.{' '}
          {ramp && next && nextStepAt && (
            <>
              Step {ramp.step + 1} of {ramp.steps.length}; {formatPercent(next.percent)}{' '}
              {isOver ? 'as soon as enough was seen' : <Time value={nextStepAt} />}.
            </>
          )}
          {ramp && !next && nextStepAt && (
            <>
              Last step; {ramp.promotes ? 'it becomes stable ' : 'somebody decides after '}
              <Time value={nextStepAt} />.
            </>
          )}
        </span>
        {verdict && <Verdict verdict={verdict} />}
      </div>
      {verdict && verdict.verdict !== 'early' && (
        <span className={styles.small}>
          Failed: {inPercent(verdict.canary.errorRate)} against {inPercent(verdict.stable.errorRate)} ·
          latency {formatMetric(verdict.canary.latency)} ms against {formatMetric(verdict.stable.latency)} ms
          {verdict.drift !== null && ` · predictions ${formatMetric(verdict.drift)} apart`}
        </span>
      )}
      <div className={styles.acts}>
        <Button onClick={() => void acts.promote()}>Make stable</Button>
        <Button onClick={() => void acts.takeBack()}>Take back</Button>
        <form
          className={styles.acts}
          onSubmit={(event) => {
            event.preventDefault();
            void acts.weigh(Number(share)).then(() => setShare(''));
          }}
        >
          <TextInput
            aria-label="Share of the canary in percent"
            inputMode="decimal"
            className={styles.share}
            value={share}
            placeholder={`${percent} %`}
            onChange={(event) => setShare(event.target.value.replace('%', '').trim())}
          />
          <Button type="submit" disabled={!(Number(share) > 0 && Number(share) <= 100)}>
            Set share
          </Button>
        </form>
      </div>
    </div>
  );
}

const inPercent = (rate: number | null) => (rate === null ? '—' : formatPercent(100 * rate));

function Verdict({ verdict: { verdict, reason, canary } }: { verdict: NonNullable<Deployment['verdict']> }) {
  if (verdict === 'early') return <Badge tone="running">{reason}</Badge>;
  if (verdict === 'passed')
    return (
      <Badge tone="failed" title={reason}>
        beyond its bounds
      </Badge>
    );
  return <Badge tone="ok">within its bounds, {formatCount(canary.requests, 'request')}</Badge>;
}

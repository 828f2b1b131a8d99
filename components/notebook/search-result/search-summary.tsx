import { FlaskConical } from 'lucide-react';
import { learnersAbout } from '@/cells/ml/learners-about';
import type { Tuning } from '@/cells/ml/tuning/tuning';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { sayMetric, sayOutcome, sayValue } from './say-trial';
import { SearchPlots } from './search-plots';
import styles from './search-result.module.css';
import { TrialTable } from './trial-table';

const methodWords = { tpe: 'TPE', random: 'random search', grid: 'grid' } as const;

/** What was tried, what was best, and how to go on with it. */
export function SearchSummary({ tuning, applySettings }: { tuning: Tuning; applySettings?: () => void }) {
  const { searched, trials, best, settings, method } = tuning;
  const taken = trials.find(({ number }) => number === best);
  const count = (state: string) => trials.filter((trial) => trial.state === state).length;
  const elsewhere = trials.filter(({ place }) => place !== undefined).length;
  const facts = [
    `${formatCount(trials.length, 'trial')} by ${methodWords[method]}`,
    ...(count('pruned') > 0 ? [`${count('pruned')} ended early`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(elsewhere > 0 ? [`${elsewhere} in workers of the workspace`] : []),
  ];
  return (
    <section className={styles.result} aria-label="Search">
      <header className={styles.header}>
        <div>
          <h4>{searched ? 'Search' : 'Settings that a search found'}</h4>
          {searched && (
            <p className={styles.quiet}>
              {facts.join(' · ')}
              {taken && (
                <>
                  {' '}
                  · trial {taken.number} was best: {sayMetric(searched.metric)}{' '}
                  {sayOutcome(searched.metric, taken)}{' '}
                  {searched.folds === undefined
                    ? 'on the rows that judged'
                    : `over ${searched.folds} folds of the training rows`}
                </>
              )}
            </p>
          )}
          <p className={styles.settings}>
            {learnersAbout[settings.learner].label}
            {Object.entries(settings.options).map(([name, value]) => (
              <span key={name}>
                {name} <b>{sayValue(value)}</b>
              </span>
            ))}
          </p>
        </div>
        {applySettings && (
          <Button icon={FlaskConical} onClick={applySettings}>
            Use these settings
          </Button>
        )}
      </header>
      {searched && (
        <>
          <SearchPlots search={{ ...searched, trials }} />
          <TrialTable search={{ ...searched, trials }} best={best} />
        </>
      )}
    </section>
  );
}

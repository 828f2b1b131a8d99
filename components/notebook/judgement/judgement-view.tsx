import { Tabs } from '@/components/ui/tabs';
import { Headline } from './headline';
import styles from './judgement.module.css';
import { judgementTabs, type TabProps } from './judgement-tabs';

/** How good a model is: one sentence, then a tab for each way to look at it. */
export function JudgementView({
  judgement,
  isRead = false,
}: Omit<TabProps, 'isRead'> & { isRead?: boolean }) {
  const tabs = judgementTabs.filter(({ has }) => has(judgement, isRead));
  return (
    <section
      className={styles.judgement}
      aria-label={`Judgement of ${judgement.target}`}
      data-read={isRead || undefined}
    >
      <div data-part={`Judgement of ${judgement.target}`}>
        <Headline judgement={judgement} />
      </div>
      {isRead ? (
        tabs.map(({ name, label, Content }) => (
          // A mail shows each part by itself (server/services/reports).
          <section key={name} data-part={label}>
            <h4 className={styles.part}>{label}</h4>
            <Content judgement={judgement} isRead />
          </section>
        ))
      ) : (
        <Tabs
          label="Ways to look at the judgement"
          tabs={tabs.map(({ name, label, Content }) => ({
            value: name,
            label,
            content: <Content judgement={judgement} isRead={false} />,
          }))}
        />
      )}
    </section>
  );
}

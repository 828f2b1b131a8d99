import * as alerts from '../services/alerts';
import { read, router, write } from './trpc';

export const alertsRouter = router({
  list: read(alerts.listAlerts),
  read: read(alerts.readAlert),
  people: read(alerts.listPeople),
  rules: read(alerts.readAlertRules),
  setRules: write(alerts.setAlertRules),
  acknowledge: write(alerts.acknowledgeAlert),
  snooze: write(alerts.snoozeAlert),
  own: write(alerts.ownAlert),
  note: write(alerts.noteAlert),
  resolve: write(alerts.resolveAlert),
});

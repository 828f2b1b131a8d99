import * as retraining from '../services/retraining';
import { decideTurn } from '../serving';
import { read, router, write } from './trpc';

export const retrainingRouter = router({
  read: read(retraining.readRetraining),
  turn: read(retraining.readTurn),
  trainers: read(retraining.listTrainers),
  setRule: write(retraining.setRule),
  start: write(retraining.retrainNow),
  decide: write(decideTurn),
  stop: write(retraining.stopTurn),
});

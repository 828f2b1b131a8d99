/**
 * The worker in which a frame trains and predicts, so that the frame stays quick and a training that cannot be stopped can be
 * ended with it. Bundled whole; it fetches nothing.
 */
import { serveTraining } from './serve-training';
import type { FromTrainingWorker, MessageEnd, ToTrainingWorker } from './training-messages';

serveTraining(globalThis as unknown as MessageEnd<ToTrainingWorker, FromTrainingWorker>); // a worker's own scope is that end

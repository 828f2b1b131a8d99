import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts of itself, for Prometheus and its like. Names follow its conventions: base units, `_total` for counts. */
export interface Metrics {
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly requestSeconds: Histogram<'route'>;
  readonly jobs: Counter<'job' | 'outcome'>;
  readonly jobSeconds: Histogram<'job'>;
  /** Of the whole system, as any process sees it. */
  readonly jobsInQueue: Gauge<'job' | 'state'>;
  readonly isReachable: Gauge<'part'>;
  /** Of this machine's data folder: what of the prediction log is not in storage yet. */
  readonly logSegments: Gauge;
  readonly logBytes: Gauge;
  readonly logAgeSeconds: Gauge;
  /** Everything in the text format that Prometheus reads. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** `ofProcess`: memory, processor, event loop and garbage collection too, which are the process's and not the system's. */
export function createMetrics({ ofProcess = false } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });
  return {
    requests: new Counter({
      name: 'cellar_http_requests_total',
      help: 'Requests answered, by the route that answered and its status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'cellar_http_request_duration_seconds',
      help: 'From the arrival of a request until its answer began.',
      labelNames: ['route'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    jobs: new Counter({
      name: 'cellar_jobs_total',
      help: 'Jobs that this process ended, by their outcome: done or failed.',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'cellar_job_duration_seconds',
      help: 'How long jobs took in this process.',
      labelNames: ['job'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800],
      registers,
    }),
    jobsInQueue: new Gauge({
      name: 'cellar_queue_jobs',
      help: 'Jobs in the queue that all processes share, waiting or running.',
      labelNames: ['job', 'state'],
      registers,
    }),
    isReachable: new Gauge({
      name: 'cellar_reachable',
      help: '1 while the database, or the storage, answers this process.',
      labelNames: ['part'],
      registers,
    }),
    logSegments: new Gauge({
      name: 'cellar_prediction_log_segments',
      help: 'Files of the prediction log in this data folder that are not in storage yet.',
      registers,
    }),
    logBytes: new Gauge({
      name: 'cellar_prediction_log_bytes',
      help: 'Bytes of the prediction log in this data folder that are not in storage yet.',
      registers,
    }),
    logAgeSeconds: new Gauge({
      name: 'cellar_prediction_log_lag_seconds',
      help: 'Age of the oldest file of the prediction log in this data folder that is not in storage yet; 0 without one.',
      registers,
    }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

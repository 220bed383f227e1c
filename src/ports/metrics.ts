/** A request to another server, or a job, that has ended. */
export interface Measurement {
  readonly of: 'request' | 'job';
  /** The server (`huggingface`, `llm`, a platform), or the kind of job. */
  readonly what: string;
  /** What a server was asked for: `list`, `paper`, `summary`, `send`, `find`, `edit`; '' for a job. */
  readonly action: string;
  /** `done`, `failed`, or what a platform said: `sent`, `declined`, `refused`, `gone`, `absent`. */
  readonly result: string;
  readonly ms: number;
}

/** Counts and times for /metrics. */
export type RecordMeasurement = (measured: Measurement) => void;

/** A finished job, or a finished request to a server or platform. */
export interface Measurement {
  readonly of: 'request' | 'job';
  /** Where the request went (`huggingface`, `llm` or a platform), or the kind of job. */
  readonly what: string;
  /** The kind of request: `list`, `paper`, `summary`, `send`, `find`, `edit`; '' for a job. */
  readonly action: string;
  /** `done`, `failed`, or a platform's answer: `sent`, `declined`, `refused`, `gone`, `absent`. */
  readonly result: string;
  /** The duration, in milliseconds. */
  readonly ms: number;
}

/** Adds a measurement to the counts and durations in /metrics. */
export type RecordMeasurement = (measurement: Measurement) => void;

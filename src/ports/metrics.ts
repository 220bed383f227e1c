/** One finished job or request to another server. */
export interface Measurement {
  readonly of: 'request' | 'job';
  /** The server (`huggingface`, `llm`, a platform), or the kind of job. */
  readonly what: string;
  /** The kind of request: `list`, `paper`, `summary`, `send`, `find`, `edit`; '' for a job. */
  readonly action: string;
  /** `done`, `failed`, or a platform's answer: `sent`, `declined`, `refused`, `gone`, `absent`. */
  readonly result: string;
  /** Duration in milliseconds. */
  readonly ms: number;
}

/** Records counts and durations for /metrics. */
export type RecordMeasurement = (measurement: Measurement) => void;

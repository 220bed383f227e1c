import type { Clock } from '../../lib/clock.ts';
import type { Measurement, RecordMeasurement } from '../../ports/metrics.ts';
import type { Publisher, SendResult } from '../../ports/publisher.ts';
import type { Source } from '../../ports/source.ts';
import type { Summarizer } from '../../ports/summarizer.ts';

/**
 * The `result` label of the request metric for each send result. Do not rename the labels: operators' dashboards and
 * alerts use them.
 */
const RESULT_LABELS: Readonly<Record<SendResult['state'], string>> = {
  sent: 'sent',
  messageRejected: 'declined',
  channelBlocked: 'refused',
  channelDeleted: 'gone',
};

export type Instrumentation = ReturnType<typeof createInstrumentation>;

/** Creates wrappers that count and time jobs and requests. The retries of a request are part of the request. */
export function createInstrumentation(record: RecordMeasurement, clock: Pick<Clock, 'elapsed'>) {
  async function instrument<T>(
    what: Pick<Measurement, 'of' | 'what' | 'action'>,
    work: () => Promise<T>,
    resultOf: (value: T) => string = () => 'done',
  ): Promise<T> {
    const startedAt = clock.elapsed();
    const end = (result: string) => record({ ...what, result, ms: clock.elapsed() - startedAt });
    try {
      const value = await work();
      end(resultOf(value));
      return value;
    } catch (error) {
      end('failed');
      throw error;
    }
  }
  const request = <T>(
    what: string,
    action: string,
    work: () => Promise<T>,
    resultOf?: (value: T) => string,
  ) => instrument({ of: 'request', what, action }, work, resultOf);
  const labelOf = (result: SendResult | null) => (result ? RESULT_LABELS[result.state] : 'absent');

  return {
    job: (kind: string, work: () => Promise<void>) => instrument({ of: 'job', what: kind, action: '' }, work),

    publisher: (platform: string, inner: Publisher): Publisher => ({
      ...inner,
      send: (...args) => request(platform, 'send', () => inner.send(...args), labelOf),
      find: (...args) => request(platform, 'find', () => inner.find(...args), labelOf),
      edit: (...args) => request(platform, 'edit', () => inner.edit(...args), labelOf),
    }),

    source: (inner: Source): Source => ({
      listDay: (...args) => request('huggingface', 'list', () => inner.listDay(...args)),
      paper: (...args) => request('huggingface', 'paper', () => inner.paper(...args)),
    }),

    summarizer: (inner: Summarizer): Summarizer => ({
      ...inner,
      summarize: (...args) => request('llm', 'summary', () => inner.summarize(...args)),
    }),
  };
}

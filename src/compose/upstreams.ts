import type { Instrumentation } from '../app/telemetry/instrument.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Network } from '../lib/network/network.ts';
import { createOpenAi, type OpenAiDeps } from '../llm/openai.ts';
import { createQueryTranslator } from '../llm/search-words.ts';
import type { Cache } from '../ports/cache.ts';
import type { QueryTranslator } from '../ports/search-index.ts';
import type { Source } from '../ports/source.ts';
import type { Store } from '../ports/store.ts';
import type { Summarizer } from '../ports/summarizer.ts';
import { createHttp } from '../sources/http.ts';
import { createHuggingFace } from '../sources/huggingface.ts';

/** Where papers and summaries come from. */
export interface Upstreams {
  readonly source: Source;
  /** Null if no model is configured. */
  readonly summarizer: Summarizer | null;
  /** Null if no model is configured, or no questions may be sent to it. */
  readonly translator: QueryTranslator | null;
}

export interface UpstreamDeps {
  readonly store: Pick<Store, 'addUsage'>;
  readonly cache: Cache;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly instrumentation: Instrumentation;
}

/** Creates the clients, without making a request. */
export function connectUpstreams(
  { store, cache, network, clock, log, instrumentation }: UpstreamDeps,
  { huggingFace, openAi }: Pick<Config, 'huggingFace' | 'openAi'>,
): Upstreams {
  const http = createHttp({ network, clock, log });
  const onUsage: OpenAiDeps['onUsage'] = (usage) => {
    store.addUsage(usage, clock.now()).catch((err) => log.error({ err }, 'Could not save the token usage'));
  };
  const model = { clock, log, cache, network, onUsage };
  return {
    translator: openAi?.translatesQueries ? createQueryTranslator(model, openAi) : null,
    source: instrumentation.source(createHuggingFace({ http, log }, huggingFace)),
    summarizer:
      openAi &&
      instrumentation.summarizer(
        createOpenAi(
          { ...model, random: Math.random },
          { ...openAi, claimCheck: openAi.claimCheck && { ...openAi, ...openAi.claimCheck } },
        ),
      ),
  };
}

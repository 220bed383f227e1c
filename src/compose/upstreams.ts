import { createModelCheck, type ModelCheck } from '../app/health/model-check.ts';
import type { Budget } from '../app/summaries/budget.ts';
import type { Instrumentation } from '../app/telemetry/instrument.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type AdaptiveLimit, createAdaptiveLimit } from '../lib/network/adaptive-limit.ts';
import type { Network } from '../lib/network/network.ts';
import { createOpenAi, type OpenAiDeps } from '../llm/openai.ts';
import { createQueryTranslator } from '../llm/search-words.ts';
import { createProbe } from '../llm/watch/probe.ts';
import type { Cache } from '../ports/cache.ts';
import type { QueryTranslator } from '../ports/search-index.ts';
import type { Source } from '../ports/source.ts';
import type { Store } from '../ports/store.ts';
import type { Summarizer } from '../ports/summarizer.ts';
import { createHttp } from '../sources/http.ts';
import { createHuggingFace } from '../sources/huggingface.ts';
import { createHide } from './logger.ts';

/** Where papers and summaries come from. */
export interface Upstreams {
  readonly source: Source;
  /** Null if no model is configured. */
  readonly summarizer: Summarizer | null;
  /** Null if no model is configured, or no questions may be sent to it. */
  readonly translator: QueryTranslator | null;
  /** How many papers are summarised at a time. */
  readonly limit: AdaptiveLimit;
  /** What is known about the model server; always well if no model is configured. */
  readonly modelCheck: ModelCheck;
}

export interface UpstreamDeps {
  readonly store: Pick<Store, 'addUsage'>;
  readonly cache: Cache;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: Budget;
  readonly instrumentation: Instrumentation;
}

/** Creates the clients, without making a request. */
export function connectUpstreams(
  { store, cache, network, clock, log, budget, instrumentation }: UpstreamDeps,
  { huggingFace, openAi, secrets }: Pick<Config, 'huggingFace' | 'openAi' | 'secrets'>,
): Upstreams {
  const http = createHttp({ network, clock, log });
  const onUsage: OpenAiDeps['onUsage'] = (usage) => {
    store.addUsage(usage, clock.now()).catch((err) => log.error({ err }, 'Could not save the token usage'));
  };
  const model = { clock, log, cache, network, onUsage };
  const limit = createAdaptiveLimit(clock, {
    most: openAi?.concurrency ?? 1,
    timeoutMs: openAi?.timeoutMs ?? 0,
  });
  const probe = openAi ? createProbe({ network, clock, onUsage }, openAi) : async () => null;
  const modelCheck = createModelCheck({
    probe,
    limit,
    budget,
    cache,
    clock,
    log,
    hide: createHide(secrets),
  });
  return {
    translator: openAi?.translatesQueries ? createQueryTranslator(model, openAi) : null,
    source: instrumentation.source(createHuggingFace({ http, log }, huggingFace)),
    limit,
    modelCheck,
    summarizer:
      openAi &&
      instrumentation.summarizer(
        createOpenAi(
          { ...model, random: Math.random, watch: modelCheck.watch },
          { ...openAi, claimCheck: openAi.claimCheck && { ...openAi, ...openAi.claimCheck } },
        ),
      ),
  };
}

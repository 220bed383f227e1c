import { Keyv } from 'keyv';
import type { ServerProblem } from '../../domain/health/server-problem.ts';
import type { Usage } from '../../domain/paper/summary.ts';
import type { Clock } from '../../lib/clock.ts';
import { SILENT_LOG } from '../../lib/log.ts';
import type { Network } from '../../lib/network/network.ts';
import { ANSWER } from '../answer-schema.ts';
import { createForms } from '../forms.ts';
import type { Mode } from '../parameters.ts';
import { EXAMPLE_REQUEST } from '../prompt.ts';
import { createSend, type Send, type SendOptions } from '../send.ts';
import { problemOfError, problemOfRefusal } from './problem.ts';
import { problemOfAnswer, problemOfPrompt } from './watch-send.ts';

/** What one summary shows of a model server. */
export interface ModelReport {
  /** Null if the server writes summaries. */
  readonly problem: ServerProblem | null;
  /** The strictest answer format that the server takes; null without an answer. */
  readonly mode: Mode | null;
  /** How long the answer took, in milliseconds. */
  readonly tookMs: number;
  readonly usage: Usage | null;
}

interface ExamineDeps {
  readonly clock: Clock;
  readonly network: Pick<Network, 'createFetch'>;
}

/** Asks a model server for one summary, in the way in which the bot does, without what is known from before. */
export async function examineModel(
  { clock, network }: ExamineDeps,
  options: SendOptions,
): Promise<ModelReport> {
  const once = createSend({ clock, network, onUsage: () => {} }, options);
  let mode: Mode | null = null;
  const send: Send = async (request, asked, parameters) => {
    const completion = await once(request, asked, parameters);
    mode = asked;
    return completion;
  };
  const deps = { clock, log: SILENT_LOG, cache: new Keyv(), send };
  const ask = createForms(deps, 'form', options.model);
  const startedAt = clock.elapsed();
  const took = () => clock.elapsed() - startedAt;
  try {
    const completion = await ask({
      ...{ messages: EXAMPLE_REQUEST, shape: ANSWER, signal: undefined, beforeSend: async () => {} },
    });
    const problem = problemOfAnswer(completion) ?? problemOfPrompt(completion, EXAMPLE_REQUEST);
    return { problem, mode, tookMs: took(), usage: completion.usage };
  } catch (error) {
    const problem = problemOfRefusal(error) ?? problemOfError(error);
    if (!problem) throw error;
    return { problem, mode: null, tookMs: took(), usage: null };
  }
}

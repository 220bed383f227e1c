import type { Clock } from '../lib/clock.ts';
import { DAY, HOUR, WEEK } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { createMutex } from '../lib/mutex.ts';
import type { Cache } from '../ports/cache.ts';
import { FaultError, readFault } from './fault.ts';
import {
  MODES,
  type Mode,
  OPTIONAL,
  type Parameter,
  type Parameters,
  parametersWithout,
  refusedParameters,
  TOKEN_LIMITS,
} from './parameters.ts';
import type { Completion, Request, Send } from './send.ts';

/** How long to remember what a server takes, in milliseconds. */
const KNOWN_MS = WEEK;
/** The same if the server only said that it is broken: that can have been something else. */
const DOUBTFUL_MS = DAY;
/** How long to wait before a server that refused all formats is asked for another one again, in milliseconds. */
const HOPELESS_MS = HOUR;
/** This many requests in a row that a server refuses, in a form that it took before, are not about their papers. */
const MANY_REFUSALS = 3;
/**
 * Nor are failed generations if this many requests have failed this often each, and none was answered meanwhile: Groq
 * says of each answer of some models that it does not match the schema.
 */
const MANY_FAILED = 2;
const FAILED_OFTEN = 2;
/** Nor are so many empty answers in a row: a paper is asked about twice. */
const MANY_EMPTY = 4;

/** What a server takes for a model. */
interface Form {
  readonly mode: Mode;
  readonly refused: readonly Parameter[];
}

interface FormsDeps {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
  readonly cache: Cache;
  readonly send: Send;
}

/** Sends a request in the best form that the server takes. */
export type Ask = (request: Request) => Promise<Completion>;

/**
 * Finds out which answer format and which parameters a server takes for a model, once, and remembers them under `key`:
 * the first request tries, and others that begin meanwhile wait for it. A form that has worked is only doubted if the
 * server says why, or refuses everything. What is wrong with one paper changes nothing for others.
 */
export function createForms({ clock, log, cache, send }: FormsDeps, key: string, model: string): Ask {
  const question = createMutex();
  let known: (Form & { readonly until: number }) | null = null;
  /** What the server has refused since a form worked. */
  const refused = { modes: new Set<Mode>(), parameters: new Set<Parameter>() };
  let refusals = 0;
  /** How often the server could not turn what the model wrote into an answer since one came, for each request. */
  const failures = new Map<Request['messages'], number>();
  let emptyAnswers = 0;
  /** How the server refused all formats, and until when it is not asked for another one. */
  let hopeless: { readonly sign: string; readonly until: number } | null = null;
  let first: Promise<unknown> | null = null;

  async function recall(): Promise<Form | null> {
    if (known && clock.elapsed() < known.until) return known;
    const cached = readForm(await cache.get<unknown>(key));
    known = cached && { ...cached, until: clock.elapsed() + HOUR };
    for (const name of cached?.refused ?? []) refused.parameters.add(name);
    return known;
  }

  async function learn(mode: Mode, forMs: number): Promise<void> {
    refusals = 0;
    failures.clear();
    emptyAnswers = 0;
    hopeless = null;
    refused.modes.clear();
    const form: Form = { mode, refused: OPTIONAL.filter((name) => refused.parameters.has(name)) };
    if (known && clock.elapsed() < known.until && isSame(known, form)) return;
    known = { ...form, until: clock.elapsed() + forMs };
    await cache.set(key, form, forMs);
  }

  function leaveOut(names: readonly Parameter[], reason: string): void {
    for (const name of names) refused.parameters.add(name);
    log.warn({ model, parameters: names, reason }, 'Leaving out parameters of requests to the model server');
  }

  /** Sends a request in one mode, again without the parameters that the server refuses by name. */
  async function sendIn(mode: Mode, request: Request): Promise<Completion> {
    /** Whether the request is too long with a token limit. Others leave it out, too, if that was the reason. */
    let isTight = false;
    for (;;) {
      const parameters = parametersWithout(
        new Set([...refused.parameters, ...(isTight ? TOKEN_LIMITS : [])]),
      );
      try {
        const completion = await send(request, mode, parameters);
        if (isTight) leaveOut(TOKEN_LIMITS, 'little room in the context');
        if (!hasLimit(parameters) || !needsRoom(completion)) return completion;
        leaveOut(TOKEN_LIMITS, 'the model thinks before it answers');
      } catch (error) {
        if (!(error instanceof FaultError)) throw error;
        const names = refusedParameters(error, parameters, mode === MODES.at(-1));
        const isTooLong = error.kind === 'too-long' && hasLimit(parameters);
        if (!isTooLong && names.length === 0) throw error;
        if (isTooLong) isTight = true;
        else leaveOut(names, 'refused');
      }
    }
  }

  const isHopeless = (fault: FaultError): boolean =>
    hopeless?.sign === signOf(fault) && clock.elapsed() < hopeless.until;

  /** Returns true if an error says that the server might take another answer format. */
  function isQuestion(error: unknown, form: Form | null, { messages }: Request): error is FaultError {
    if (!isAboutForm(error) || isHopeless(error)) return false;
    if (error.kind === 'failed') {
      failures.set(messages, (failures.get(messages) ?? 0) + 1);
      return [...failures.values()].filter((times) => times >= FAILED_OFTEN).length >= MANY_FAILED;
    }
    if (form) refusals += 1;
    return !form || error.isAboutFormat || refusals >= MANY_REFUSALS;
  }

  /** Asks in the other modes, best first, after the server has refused one. */
  async function askInOther(mode: Mode, fault: FaultError, request: Request): Promise<Completion> {
    // Another request can have found the answer meanwhile.
    if (known && known.mode !== mode) return sendIn(known.mode, request);
    let last = fault;
    for (const other of MODES.filter((each) => each !== mode && !refused.modes.has(each))) {
      refused.modes.add(mode);
      try {
        const completion = await sendIn(other, request);
        if (completion.kind === 'empty') throw EMPTY;
        log.warn(
          { model, mode: other },
          'The model server refused a stricter answer format, using a looser one',
        );
        const isClear = fault.isAboutFormat || (fault.kind === 'request' && !isDoubtful(fault));
        await learn(other, isClear ? KNOWN_MS : DOUBTFUL_MS);
        return completion;
      } catch (error) {
        if (!isAboutForm(error)) throw error;
        refused.modes.add(other);
        last = error;
      }
    }
    refused.modes.clear();
    failures.clear();
    emptyAnswers = 0;
    hopeless = { sign: signOf(fault), until: clock.elapsed() + HOPELESS_MS };
    throw last;
  }

  async function attempt(form: Form | null, request: Request): Promise<Completion> {
    const mode = form?.mode ?? MODES.find((each) => !refused.modes.has(each)) ?? MODES[0];
    let completion: Completion;
    try {
      completion = await sendIn(mode, request);
    } catch (error) {
      if (!isQuestion(error, form, request)) throw error;
      return question(() => askInOther(mode, error, request));
    }
    if (completion.kind !== 'empty') {
      await learn(mode, KNOWN_MS);
      return completion;
    }
    emptyAnswers += 1;
    if (emptyAnswers < MANY_EMPTY || isHopeless(EMPTY)) return completion;
    return question(() => askInOther(mode, EMPTY, request)).catch((error) => {
      if (error !== EMPTY) throw error;
      return completion;
    });
  }

  return async (request) => {
    let form = await recall();
    if (!form && first) {
      await settled(first, request.signal);
      form = await recall();
      return attempt(form, request);
    }
    const work = attempt(form, request);
    if (form) return work;
    first = work
      .catch(() => {})
      .finally(() => {
        first = null;
      });
    return work;
  };
}

const hasLimit = (parameters: Parameters): boolean => TOKEN_LIMITS.some((name) => name in parameters);

/** Returns true if thoughts took the tokens of the answer. One with an end is whole, whatever the server says. */
const needsRoom = ({ kind, text, hasThoughts }: Completion): boolean =>
  kind === 'truncated' && (hasThoughts || text === '') && !text.endsWith('}');

/** What an empty answer is if each is empty. */
const EMPTY = readFault({ status: 200, body: { message: 'empty answers', code: 'json_generate' } }, '');

/** Returns true if the server might take another answer format: after a failed generation, too, as that depends on it. */
const isAboutForm = (error: unknown): error is FaultError =>
  error instanceof FaultError && (error.kind === 'request' || error.kind === 'failed');

/** Returns true if a refusal can have been a passing fault, of the server or of a proxy. */
const isDoubtful = ({ status = 0, isPage }: FaultError): boolean => status >= 500 || isPage;

const signOf = ({ status, code, isAboutFormat }: FaultError): string => `${status} ${code} ${isAboutFormat}`;

const isSame = (one: Form, other: Form): boolean =>
  one.mode === other.mode && one.refused.join() === other.refused.join();

/** Reads what the cache holds; earlier versions stored the mode alone. */
function readForm(cached: unknown): Form | null {
  const { mode, refused = [] } =
    typeof cached === 'string' ? { mode: cached } : ((cached ?? {}) as Partial<Form>);
  const found = MODES.find((each) => each === mode);
  return found ? { mode: found, refused: OPTIONAL.filter((name) => refused.includes(name)) } : null;
}

/** Waits for another request, whatever becomes of it, unless the signal is aborted. */
async function settled(other: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const stop = () => aborted.resolve();
  signal?.addEventListener('abort', stop, { once: true });
  await Promise.race([other, aborted.promise]);
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
}

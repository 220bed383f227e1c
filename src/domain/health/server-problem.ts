/**
 * What is wrong with a model server:
 *
 * - `key`, `forbidden`, `quota`: it does not accept the key, does not let it use the model, or has no credit left
 * - `path`, `redirect`, `page`, `not-api`: the address is wrong, or something else answers there, such as web pages
 * - `model`: it does not have the model
 * - `dns`, `tls`, `unreachable`, `timeout`: there is no connection, or no answer
 * - `rate-limit`, `error`: it refuses or fails for now
 * - `empty`, `truncated`, `context`: it answers, but without a text, with half of one, or to half of the prompt
 * - `rejected`: any other refusal
 */
export type ProblemCause =
  | 'key'
  | 'forbidden'
  | 'quota'
  | 'path'
  | 'redirect'
  | 'page'
  | 'not-api'
  | 'model'
  | 'dns'
  | 'tls'
  | 'unreachable'
  | 'timeout'
  | 'rate-limit'
  | 'error'
  | 'empty'
  | 'truncated'
  | 'context'
  | 'rejected';

export interface ServerProblem {
  readonly cause: ProblemCause;
  /** What happened, in the server's own words, to continue a sentence that begins with "The model server". */
  readonly words: string;
}

/** What to do about each cause, in English. docs/operating.md has the same in more words. */
export const ADVICE: Readonly<Record<ProblemCause, string>> = {
  key: 'check OPENAI_API_KEY',
  forbidden: 'check what the key in OPENAI_API_KEY may use',
  quota: "check the account's credit and limits",
  path: 'check the path of OPENAI_BASE_URL: most servers need /v1 at its end',
  redirect: 'set OPENAI_BASE_URL to the final address',
  page: 'check OPENAI_BASE_URL: web pages are there (most servers need /v1 at the end)',
  'not-api': 'check OPENAI_BASE_URL: no OpenAI-compatible server answers there (most need /v1 at the end)',
  model: 'check OPENAI_MODEL, or install the model on the server (Ollama: ollama pull)',
  dns: 'check the host name in OPENAI_BASE_URL, and the network',
  tls: 'check https or http in OPENAI_BASE_URL, and the certificate (NODE_EXTRA_CA_CERTS)',
  unreachable:
    'check that the server runs, and OPENAI_BASE_URL: http or https, host, port (127.0.0.1 in a container is the container)',
  timeout: 'check whether the server is overloaded, or raise OPENAI_TIMEOUT',
  'rate-limit': "lower OPENAI_CONCURRENCY, or raise the account's limits",
  error: "see the model server's own log",
  empty: "see the model server's own log, and check the model's chat template",
  truncated: "raise the model's context and the limit of its answers",
  context:
    "raise the model's context (Ollama: OLLAMA_CONTEXT_LENGTH, llama.cpp: -c, vLLM: --max-model-len, LM Studio: Context Length)",
  rejected: 'see the words of the server',
};

/** The causes that do not end by themselves: somebody has to change something. */
const LASTING: readonly ProblemCause[] = [
  'key',
  'forbidden',
  'quota',
  'path',
  'redirect',
  'page',
  'model',
  'tls',
  'rejected',
];

export const isLasting = ({ cause }: ServerProblem): boolean => LASTING.includes(cause);

/** Describes a problem for /healthz, the log and ALERT_PLACE, in English. */
export const describeProblem = ({ cause, words }: ServerProblem): string =>
  `the model server ${words}: ${ADVICE[cause]}`;

/** The problem of a server that has read less of a prompt than was sent. */
export const cutPrompt = (counted: number, least: number): ServerProblem => ({
  cause: 'context',
  words: `read ${counted} tokens of a prompt that has at least ${least}`,
});

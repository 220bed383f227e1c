import OpenAI from 'openai';
import type { ProblemCause, ServerProblem } from '../../domain/health/server-problem.ts';
import { brokenOffCode, TransportError } from '../../lib/network/failure.ts';
import { FaultError, type FaultKind } from '../fault.ts';

/** null: about one paper, not about the server. */
const CAUSES: Readonly<Record<FaultKind, ProblemCause | null>> = {
  'rate-limit': 'rate-limit',
  busy: 'error',
  failed: 'error',
  refused: null,
  'too-long': 'context',
  key: 'key',
  quota: 'quota',
  model: 'model',
  address: 'path',
  page: 'page',
  request: 'rejected',
};

/** The codes of Node and OpenSSL for connections on whose certificate or protocol both sides do not agree. */
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|HOSTNAME_MISMATCH|EPROTO)/;
const DNS = /^(?:ENOTFOUND|EAI_)/;

/**
 * Says what a failed request tells about the model server; null if the failure is about the paper, or about the form of
 * the request, in which case another form may be accepted.
 */
export function problemOfError(error: unknown): ServerProblem | null {
  if (error instanceof FaultError) return isAboutForm(error) ? null : problemOfFault(error);
  if (isTimeout(error)) return { cause: 'timeout', words: 'did not answer within the timeout' };
  const inner = error instanceof OpenAI.APIError ? error.cause : error;
  if (inner instanceof TransportError) return { cause: causeOfConnection(inner), words: inner.reason };
  const code = brokenOffCode(error);
  if (code) return { cause: 'error', words: `broke off its answer (${code})` };
  if (error instanceof OpenAI.APIError) return { cause: 'unreachable', words: 'could not be reached' };
  return { cause: 'not-api', words: 'sent an invalid response' };
}

/** Says what it tells about the model server that it refuses a request in every form; null for another failure. */
export const problemOfRefusal = (error: unknown): ServerProblem | null =>
  error instanceof FaultError && isAboutForm(error) ? problemOfFault(error) : null;

/** A server can refuse an answer format or a parameter, or reserve the context for the longest answer. */
const isAboutForm = ({ kind }: FaultError): boolean => kind === 'request' || kind === 'too-long';

function problemOfFault({ kind, status, code, words, isPage }: FaultError): ServerProblem | null {
  const cause = CAUSES[kind];
  if (cause === null) return null;
  const said = words || code;
  if (status === undefined && !said) return { cause, words: 'sent a response without an answer' };
  const answer = status ?? (isPage ? 'with' : 'with an error');
  const separator = status === undefined && isPage ? ' ' : ': ';
  return {
    cause: cause === 'rejected' ? causeOfRefusal(status ?? 0, isPage) : cause,
    words: `answered ${answer}${said ? separator + said : ''}`,
  };
}

function causeOfRefusal(status: number, isPage: boolean): ProblemCause {
  if (isPage && status < 500) return 'page';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 405) return 'path';
  return status >= 500 ? 'error' : 'rejected';
}

const isTimeout = (error: unknown): boolean =>
  error instanceof OpenAI.APIConnectionTimeoutError ||
  error instanceof OpenAI.APIUserAbortError ||
  (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'));

function causeOfConnection({ code = '', reason }: TransportError): ProblemCause {
  if (DNS.test(code)) return 'dns';
  if (TLS.test(code)) return 'tls';
  if (/redirect/.test(reason)) return 'redirect';
  return /within the timeout/.test(reason) ? 'timeout' : 'unreachable';
}

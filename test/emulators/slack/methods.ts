import type { Kind } from './args.ts';
import { missingScope } from './errors.ts';
import type { Fields } from './form.ts';
import type { World } from './state.ts';
import type { Note } from './validate-message.ts';

/** An authenticated call with valid arguments. */
export interface Call {
  readonly args: Fields;
  readonly note: Note;
}

/** One method of the Web API. */
export interface Method {
  /** The required token; default: the bot's. */
  readonly token?: 'bot' | 'app' | 'none';
  readonly scope?: string;
  readonly args: Readonly<Record<string, Kind>>;
  readonly required?: readonly string[];
  /** Returns the body of the response, without `ok`. */
  run(call: Call): Fields;
}

export type Methods = Readonly<Record<string, Method>>;

/** Throws `missing_scope` unless the bot token has at least one of these scopes. */
export function requireScope(world: World, ...scopes: readonly string[]): void {
  if (!scopes.some((scope) => world.scopes.has(scope))) throw missingScope(scopes.join(','), world.scopes);
}

/** Returns a text argument, which `decodeArgs` has validated, or '' if it is absent. */
export const textArg = (args: Fields, name: string): string => String(args[name] ?? '');

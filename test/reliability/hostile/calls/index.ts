import { type Calls, readExports } from '../registry.ts';
import { checkCalls } from './checks.ts';
import { commandCalls, optionCalls } from './command.ts';
import { domainCalls } from './domain.ts';
import { llmCalls } from './llm.ts';
import { outputCalls } from './output.ts';

/** Calls of all exported functions that take text, except the Korean sentences. */
export const CALLS: Calls = { ...domainCalls, ...checkCalls, ...commandCalls, ...outputCalls, ...llmCalls };

/** Calls of everything that takes text, also of options and sentences. */
export async function allCalls(): Promise<Calls> {
  const { sentences } = await readExports();
  return { ...CALLS, ...optionCalls, ...sentences };
}

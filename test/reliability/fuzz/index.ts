import { commandLines } from './command-lines.ts';
import { databaseRows } from './database-rows.ts';
import { discordEvents } from './discord-events.ts';
import { environments } from './environment.ts';
import { listAnswers } from './list-answers.ts';
import { llmAnswers } from './llm-answers.ts';
import { slackBodies } from './slack-bodies.ts';
import type { Target } from './target.ts';

/** All targets, the slowest first. */
export const TARGETS: readonly Target[] = [
  databaseRows,
  llmAnswers,
  discordEvents,
  listAnswers,
  slackBodies,
  environments,
  commandLines,
];

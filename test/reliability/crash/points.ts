/** When a point can be passed: while editions are posted, while cards are edited, or both. */
export type When = 'deliver' | 'edit' | 'both';

/**
 * SQL statements by what they write. `…` stands for the platform, which is the first part of the delivery key (the
 * statement's first parameter).
 */
const STATEMENTS: readonly (readonly [what: string, when: When, begins: RegExp])[] = [
  ['list row', 'both', /^INSERT INTO list_days/],
  ['paper row', 'both', /^INSERT INTO papers/],
  ['edition row', 'deliver', /^INSERT INTO editions/],
  ['claim …', 'deliver', /^INSERT INTO deliveries[\s\S]*'claimed'/],
  ['settle …', 'deliver', /^UPDATE deliveries SET state = 'sent'/],
  ['settle edit …', 'edit', /^UPDATE deliveries SET shown/],
  ['closing row', 'deliver', /^UPDATE editions SET state/],
  ['touch-up row', 'edit', /^UPDATE editions SET touch_ups/],
  ['summary row', 'deliver', /^INSERT INTO summaries/],
  ['usage row', 'deliver', /^INSERT INTO llm_usage/],
  ['web message', 'deliver', /^INSERT INTO messages/],
  ['web edit', 'edit', /^UPDATE messages/],
  ['vote row', 'both', /^INSERT INTO reactions/],
  ['vote back', 'both', /^DELETE FROM reactions/],
];

/** Transactions whose COMMIT is a point, by their first statement. */
const COMMITS: readonly (readonly [what: string, when: When, begins: RegExp])[] = [
  ['list commit', 'both', /^INSERT INTO list_days/],
  ['summary commit', 'deliver', /^INSERT INTO summaries/],
  ['recount commit', 'both', /^SELECT paper_id, voter, emoji FROM reactions/],
  ['migration commit', 'both', /^CREATE TABLE IF NOT EXISTS schema_version/],
];

/** Requests by method and path; a query can follow the path. */
const REQUESTS: readonly (readonly [what: string, when: When, line: RegExp])[] = [
  ['list request', 'both', /^GET \/api\/daily_papers/],
  ['summary request', 'deliver', /^POST \/v1\/chat\/completions/],
  ['post discord', 'deliver', /^POST .*\/channels\/\d+\/messages$/],
  ['thread discord', 'deliver', /^POST .*\/channels\/\d+\/messages\/\d+\/threads$/],
  ['tags forum', 'deliver', /^GET .*\/channels\/\d+$/],
  ['post forum', 'deliver', /^POST .*\/channels\/\d+\/threads$/],
  ['look-up forum', 'deliver', /^GET .*\/guilds\/\d+\/threads\/active$/],
  ['seed discord', 'deliver', /^PUT .*\/reactions\/[^/]+\/@me/],
  ['edit discord', 'edit', /^PATCH .*\/channels\/\d+\/messages\/\d+$/],
  ['look-up discord', 'deliver', /^GET .*\/channels\/\d+\/messages\?/],
  ['recount discord', 'both', /^GET .*\/channels\/\d+\/messages\/\d+/],
  ['post slack', 'deliver', /^POST \/api\/chat\.postMessage/],
  ['seed slack', 'deliver', /^POST \/api\/reactions\.add/],
  ['edit slack', 'edit', /^POST \/api\/chat\.update/],
  ['look-up slack', 'deliver', /^(?:GET|POST) \/api\/conversations\.(?:history|replies)/],
  ['recount slack', 'both', /^(?:GET|POST) \/api\/reactions\.get/],
];

const PLATFORMS = ['discord', 'slack', 'web'];
const onEach = (what: string) =>
  what.endsWith('…') ? PLATFORMS.map((platform) => what.replace('…', platform)) : [what];

export interface Point {
  readonly name: string;
  readonly when: When;
}

const phased = (phases: readonly string[], what: string, when: When): Point[] =>
  phases.map((phase) => ({ name: `${phase} ${what}`, when }));

/** All points of a scene at which the bot can be killed; migration.ts has its own points. */
export const POINTS: readonly Point[] = [
  ...STATEMENTS.flatMap(([what, when]) =>
    onEach(what).flatMap((each) => phased(['before', 'after'], each, when)),
  ),
  ...COMMITS.filter(([what]) => what !== 'migration commit').flatMap(([what, when]) =>
    phased(['before', 'after'], what, when),
  ),
  // The search index has its own thread and file, so its COMMIT is a separate point.
  ...phased(['before', 'after'], 'index commit', 'both'),
  ...REQUESTS.flatMap(([what, when]) => phased(['before', 'sent', 'answered'], what, when)),
];

/** Returns what a statement writes; undefined if the statement is not a point. */
export function nameStatement(text: string, [key]: readonly unknown[]): string | undefined {
  const what = STATEMENTS.find(([, , begins]) => begins.test(text))?.[0];
  return what?.replace('…', String(key).split(':')[0] ?? '');
}

/** Returns what a transaction does; undefined if its COMMIT is not a point. */
export const nameCommit = (firstStatement: string): string | undefined =>
  COMMITS.find(([, , begins]) => begins.test(firstStatement))?.[0];

export const nameRequest = (method: string, path: string): string | undefined =>
  REQUESTS.find(([, , line]) => line.test(`${method} ${path}`))?.[0];

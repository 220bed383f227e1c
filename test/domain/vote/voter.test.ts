import { expect, test } from 'vitest';
import { toVoter, voterScope } from '../../../src/domain/vote/voter.ts';

test.each([
  ['in a Slack team', 'slack', 'T1', 'T1:U1'],
  ['in a team of an enterprise, in which user ids are unique', 'slack', 'E1.T1', 'E1:U1'],
  ['in another team of the enterprise', 'slack', 'E1.T2', 'E1:U1'],
  ['in a Slack team that is unknown', 'slack', '', 'U1'],
  ['on a Discord server', 'discord', 'G1', 'U1'],
  ['in a direct message on Discord', 'discord', '@me', 'U1'],
  ['on the web', 'web', '', 'U1'],
])('the voter %s', (_where, platform, workspace, voter) => {
  const scope = voter.slice(0, -'U1'.length).replace(':', '');
  expect(voterScope({ platform, workspace })).toBe(scope);
  expect(toVoter({ platform, workspace }, 'U1')).toBe(voter);
});

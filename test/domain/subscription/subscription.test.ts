import { describe, expect, test } from 'vitest';
import { idToPlace, isBound, placeToId, WEB_PLACE } from '../../../src/domain/subscription/subscription.ts';

describe('a place', () => {
  test.each([
    ['web:paperboy', WEB_PLACE, true],
    ['discord:G1:11', { platform: 'discord', workspace: 'G1', channel: '11' }, true],
    ['discord:@me:11', { platform: 'discord', workspace: '@me', channel: '11' }, true],
    ['slack:T1:C1', { platform: 'slack', workspace: 'T1', channel: 'C1' }, true],
    ['slack:E1.T1:C1', { platform: 'slack', workspace: 'E1.T1', channel: 'C1' }, true],
    ['slack:C1', { platform: 'slack', workspace: '', channel: 'C1' }, false],
    ['discord:11', { platform: 'discord', workspace: '', channel: '11' }, false],
  ])('%s: its id can be read back, and it is bound if its workspace is known', (id, place, bound) => {
    expect(placeToId(place)).toBe(id);
    expect(idToPlace(id)).toEqual(place);
    expect(isBound(place)).toBe(bound);
  });
});

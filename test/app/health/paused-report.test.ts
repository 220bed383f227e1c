import { expect, test } from 'vitest';
import { createPausedReport } from '../../../src/app/health/paused-report.ts';
import { pause, SETTINGS } from '../../fixtures/settings.ts';
import { createStage, NOON, PLACE, PLACE_ID } from '../editions/harness.ts';

const ALERTS = { ...PLACE, channel: 'alerts' };

test('T5: paused places are reported to the channel of ALERT_PLACE under its current id', async () => {
  const { store, parts, publisher } = await createStage([]);
  await store.subscribe(PLACE, SETTINGS, NOON, 'u1');
  await pause(store, PLACE_ID, '막혔습니다.');
  await store.moveChannel(PLACE.platform, ALERTS.channel, 'moved');
  await createPausedReport(parts, ALERTS).check(await store.subscriptions());
  expect(publisher.messages.map(({ to }) => to.place.channel)).toEqual(['moved']);
});

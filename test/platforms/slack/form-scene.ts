import type { StoredMessage } from '../../emulators/slack/index.ts';
import type { Entered } from '../../emulators/slack/modals.ts';
import { ADMIN, CHANNEL, type open, PLACE_ID, wordsOf } from './harness.ts';

export type Scene = Awaited<ReturnType<typeof open>>;
export type View = Readonly<Record<string, unknown>>;

/**
 * Opens the modal by the command, and returns it as the person sees it. On a busy machine, the bot can answer without
 * it: then the person asks again.
 */
export async function openModal(scene: Scene, text = '구독'): Promise<View> {
  const { slack } = scene;
  const before = slack.views.length;
  const answers = () => slack.ephemerals(CHANNEL, ADMIN).length;
  while (slack.views.length === before) {
    const seen = answers();
    scene.use(text);
    await slack.until(() => slack.views.length > before || answers() > seen);
  }
  return slack.views.at(-1) as View;
}

/** Sends the modal; resolves to the reply, in a modal or, if that took long by the scene's clock, in the channel. */
export async function send(scene: Scene, view: View, entered: Entered = {}, userId = ADMIN): Promise<string> {
  const { slack } = scene;
  const seen = () => slack.ephemerals(CHANNEL, userId);
  const before = seen().length;
  const shown = await slack.interact.submit(view, userId, entered).shown;
  if (shown) return JSON.stringify(shown);
  await slack.until(() => seen().length > before);
  return wordsOf(seen().at(-1) as StoredMessage);
}

export const infoOf = async (scene: Scene) => (await scene.store().subscription(PLACE_ID))?.settings;

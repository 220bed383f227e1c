/** A block of a message or view (Block Kit). */
export type SlackBlock = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Returns a text without markup (Block Kit, "Text object"). */
export const plainText = (text: string) => ({ type: 'plain_text', text, emoji: false });

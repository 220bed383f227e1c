const EMOJI = /(?![™©®])\p{RGI_Emoji}/gv;
/** The emoji names of Discord and Slack that can occur in our texts. */
export const SHORTCODES: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  '100': '💯',
  fire: '🔥',
  heart: '❤️',
  rocket: '🚀',
  smile: '😄',
  star: '⭐',
  thumbsdown: '👎',
  thumbsup: '👍',
};

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** Renders plain text as HTML, with emoji in the size that Discord gives them. */
export const plainToHtml = (text: string): string =>
  escapeHtml(text).replace(EMOJI, '<span class="emoji">$&</span>');

/** The required shape of the answer, as a JSON schema for strict mode. */
export interface Shape {
  readonly name: string;
  readonly schema: Record<string, unknown>;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

import type { ServerResponse } from 'node:http';

const CONTENT_SECURITY_POLICY = {
  'default-src': "'none'",
  'img-src': "'self' https://huggingface.co https://*.huggingface.co",
  'style-src': "'self'",
  'script-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};
const DENIED_FEATURES = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

/**
 * Nothing may be stored unless a route allows it: almost every answer sets the reader's cookie or depends on it.
 *
 * There is deliberately no Strict-Transport-Security: this server speaks plain HTTP, and an HTTPS proxy in front of
 * it can add that header.
 */
const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': Object.entries(CONTENT_SECURITY_POLICY)
    .map((rule) => rule.join(' '))
    .join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': DENIED_FEATURES.map((name) => `${name}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Adds the security headers and the default of Cache-Control to a response, also to errors and webhooks. */
export function setDefaultHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(DEFAULT_HEADERS)) response.setHeader(name, value);
}

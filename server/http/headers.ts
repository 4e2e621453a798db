import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** The nonce with which styles of this one answer are allowed. */
export const nonceOf = (response: ServerResponse) => (response as Response).locals['nonce'] as string;

/** What browsers may do with the answers; the console needs none of what is not named here. */
export function securityHeaders(publicUrl: URL | null): RequestHandler[] {
  const isEncrypted = publicUrl?.protocol === 'https:';
  return [
    (_request, response, next) => {
      response.locals['nonce'] = randomBytes(16).toString('base64');
      response.set('permissions-policy', nothing);
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': ["'self'"],
          'style-src': ["'self'", (_request, response) => `'nonce-${nonceOf(response)}'`],
          'connect-src': ["'self'"],
          'img-src': ["'self'", 'data:'],
          'font-src': ["'self'"],
          'form-action': ["'self'"],
          'base-uri': ["'none'"],
          'frame-ancestors': ["'none'"],
          'object-src': ["'none'"],
        },
      },
      // With "no-referrer" browsers would send forms of our own with the origin "null".
      referrerPolicy: { policy: 'same-origin' },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
      // Whoever reads it over plain HTTP would be told to use what is not there.
      strictTransportSecurity: isEncrypted && { maxAge: 365 * 24 * 3600, includeSubDomains: false },
    }),
  ];
}

const nothing = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'serial', 'hid', 'display-capture']
  .map((feature) => `${feature}=()`)
  .join(', ');

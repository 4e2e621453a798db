import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { Tampering } from '../openid-provider.ts';

/** The ID token with one thing wrong, signed by `key` again unless the signature is what is wrong. */
export async function tampered(idToken: string, how: Tampering, key: CryptoKey): Promise<string> {
  if (how === 'none') return idToken;
  const claims = decodeJwt(idToken);
  const wrong = {
    signature: {},
    issuer: { iss: 'https://elsewhere.example' },
    audience: { aud: 'another-client' },
    expired: { iat: claims.iat! - 7_200, exp: claims.iat! - 3_600 },
    nonce: { nonce: 'another-nonce' },
  }[how];
  // Says that it is by the same key, whoever has signed it.
  const { alg, kid } = decodeProtectedHeader(idToken);
  const signer = how === 'signature' ? (await generateKeyPair(alg!)).privateKey : key;
  return new SignJWT({ ...claims, ...wrong }).setProtectedHeader({ alg: alg!, kid: kid! }).sign(signer);
}

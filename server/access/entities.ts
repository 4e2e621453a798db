import { ApiToken } from './api-token.entity.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import {
  ConsoleAccount,
  ConsoleCredential,
  ConsoleSession,
  ConsoleVerification,
} from './console-account.entity.ts';
import { ServerSecret, SignInLimit } from './secrets.entity.ts';

/** Every entity of access control, spelled out. */
export const accessEntities = [
  ConsoleAccount,
  ConsoleSession,
  ConsoleCredential,
  ConsoleVerification,
  ApiToken,
  AuditEntry,
  ServerSecret,
  SignInLimit,
];

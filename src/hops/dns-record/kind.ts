import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { explain, mend } from './mend.ts';
import { read } from './read.ts';
import type { DnsRecordSpec } from './spec.ts';

/** Zones and records of Route 53: what a client is told when it asks for a name. */
export const kind: Kind<DnsRecordSpec> = { name: 'dns-record', stage: 'name', order: 100, answers: ['name'], read, lower, mend, explain };

import { usualAgent } from '../facts/web-acl.ts';
import type { Path } from './path.ts';
import type { Request } from './request.ts';

/** Whether the request has the User-Agent that clients send where nobody says otherwise; it is added only where somebody may ask for it. */
export function agentIsAssumed({ estate }: Path, { agent }: Request): boolean {
  return agent === 'assumed' && estate.ofType('aws_wafv2_web_acl_association').length > 0;
}

/** The request with that header: what web ACLs think of none is a question of its own. */
export function withAgent(path: Path, request: Request): Request {
  return agentIsAssumed(path, request) ? { ...request, headers: [...request.headers, ['User-Agent', usualAgent]] } : request;
}

import { doubt, where } from '../../dialects/istio/mesh/chain.ts';
import { not, present, type Match } from '../../ir/match.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { SettingsSpec } from './spec.ts';

/** Headers with underscores, escaped slashes, slashes in a row: what Envoy makes of them if it is told to. */
export function lower(spec: SettingsSpec): Lowered {
  const origin: Origin = { resource: spec.proxy, rule: 'connectionSettings' };
  return { title: spec.proxy, dialler: 'proxy', ops: [...underscores(spec, origin), ...escaped(spec, origin), ...merged(spec, origin)] };
}

function underscores({ underscores: action }: SettingsSpec, origin: Origin): readonly Op[] {
  const odd = present('header.underscored');
  switch (action) {
    case 'allow':
      return [];
    case 'drop':
      return [where({ all: [odd, { unknown: { reason: 'the proxy takes headers with underscores in their names out, and what looks at them further on is not followed' } }] }, [], origin)];
    case 'reject':
      return [where(odd, [{ op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'request-malformed' }, origin: { ...origin, note: 'the name of a header has an underscore, which this proxy refuses (httpHeadersWithUnderscoresAction)' } }], origin)];
    default:
      return action;
  }
}

/** The escapes of slash and backslash; without them there is nothing to do. */
const holdsEscapes: Match = { field: 'path', in: [{ regex: '.*%(2[fF]|5[cC]).*' }] };

function escaped({ escapedSlashes: action, mergesSlashes }: SettingsSpec, origin: Origin): readonly Op[] {
  const note = 'the path has an escaped slash or backslash';
  const unescaped: Op = { op: 'set', field: 'path', to: { call: 'normalise-path:DECODE_AND_MERGE_SLASHES' }, origin };
  const doubled: readonly Op[] = mergesSlashes ? [] : [doubt('whether slashes in a row stay, behind escapes that the proxy takes out', origin)];
  switch (action) {
    case 'keep':
      return [];
    case 'reject':
      return [where(holdsEscapes, [{ op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'path-rejected' }, origin: { ...origin, note: `${note}, which this proxy refuses (httpPathWithEscapedSlashesAction)` } }], origin)];
    case 'redirect':
      return [where(holdsEscapes, [...doubled, unescaped, { op: 'stop', verdict: { kind: 'answered', status: 307, cause: 'redirected', location: '{path}{query.raw}' }, origin: { ...origin, note: `${note}: the proxy sends the client to the path without it (httpPathWithEscapedSlashesAction)` } }], origin)];
    case 'forward':
      return [where(holdsEscapes, [...doubled, unescaped], origin)];
    default:
      return action;
  }
}

function merged({ mergesSlashes }: SettingsSpec, origin: Origin): readonly Op[] {
  return mergesSlashes ? [where(not({ field: 'path', in: [{ regex: '(/[^/]+)*/?' }] }), [{ op: 'set', field: 'path', to: { call: 'normalise-path:MERGE_SLASHES' }, origin }], origin)] : [];
}

import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Path } from '../../../resource/resource.ts';
import type { Token } from '../stack.ts';
import type { Place, Places, Refusal } from '../place.ts';
import { authenticationAction, tokenAction } from './auth.ts';
import type { Backend } from './backends.ts';
import type { ActionsDraft, GroupDrafting, Listening, Member } from './group.ts';
import { openToAll } from './rule-remarks.ts';

/** The actions of a rule or of a default: first who somebody is, on HTTPS only, then what happens; undefined where they are refused. */
export function actionsOf(drafting: GroupDrafting, member: Member, backend: Backend, listening: Pick<Listening, 'port' | 'protocol'>, refuse: (refusal: Refusal) => void): ActionsDraft | undefined {
  const { protocol } = listening;
  for (const remark of openToAll(member, backend, listening)) drafting.remark(remark);
  let refused = false;
  const report = (refusal: Refusal): void => {
    refused = true;
    refuse(refusal);
  };
  const first = protocol === 'HTTPS' ? authenticationAction(drafting, member.namespace, backend.authentication, report) : undefined;
  const token = protocol === 'HTTPS' && backend.tokenRules !== undefined ? tokenAction(backend.tokenRules) : undefined;
  const last = backend.action['type'] === 'forward' ? forwardAction(drafting, member, backend, report) : backend.action;
  if (refused || last === undefined) return undefined;
  const actions = [...(first === undefined ? [] : [first]), ...(token === undefined ? [] : [token]), last];
  const at: Path = [actions.length - 1];
  const before: Places = actions.length > 1 ? [[[0], backend.tokenRules === undefined ? backend.authentication.place : member.annotations.place('jwt-validation')]] : [];
  return { actions, places: [...before, [at, backend.actionPlace]], missing: backend.missing === undefined ? [] : [[at, backend.missing]] };
}

function forwardAction(drafting: GroupDrafting, member: Member, { action, actionPlace, services }: Backend, refuse: (refusal: Refusal) => void): JsonObject | undefined {
  const config = record(action['forwardConfig']);
  const groups = list(config['targetGroups']).map(record).map((tuple): JsonObject | undefined => {
    const arn = groupOf(drafting, member, tuple, services, actionPlace, refuse);
    return arn === undefined ? undefined : { targetGroupARN: arn, ...(tuple['weight'] === undefined ? {} : { weight: tuple['weight'] }) };
  });
  const found = groups.filter((each) => each !== undefined);
  if (found.length < groups.length) return undefined;
  const sticky = config['targetGroupStickinessConfig'];
  return { type: 'forward', forwardConfig: { targetGroups: found, ...(sticky === undefined ? {} : { targetGroupStickinessConfig: sticky }) } };
}

function groupOf(drafting: GroupDrafting, member: Member, tuple: JsonObject, services: Backend['services'], place: Place, refuse: (refusal: Refusal) => void): string | Token | undefined {
  const arn = text(tuple['targetGroupARN']);
  if (arn !== undefined) return arn;
  const name = text(tuple['targetGroupName']);
  if (name !== undefined) return namedGroup(drafting, name, place, refuse);
  const service = services.get(text(tuple['serviceName']) ?? '');
  return service === undefined ? undefined : drafting.targetGroup(member, service, portOf(tuple['servicePort']), place);
}

/** The ARN of a target group that somebody else made. Where nobody says what exists, its name stands for it. */
function namedGroup({ facts, assume }: GroupDrafting, name: string, place: Place, refuse: (refusal: Refusal) => void): string | undefined {
  const known = facts.aws.targetGroups;
  if (known === undefined) {
    assume(`target group ${name}, which the controller does not make, exists`);
    return `arn:aws:elasticloadbalancing:${facts.flags.awsRegion ?? 'REGION'}:ACCOUNT:targetgroup/${name}/ID`;
  }
  const found = known.find((each) => each.name === name);
  if (found === undefined) refuse({ at: place, message: `there is no target group ${name}; there are ${known.map((each) => each.name).join(', ') || 'none'}` });
  return found?.arn;
}

function portOf(port: Json | undefined): number | string {
  return whole(port) ?? text(port) ?? 0;
}

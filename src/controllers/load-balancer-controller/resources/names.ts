import { arnOf, idOf } from '../../../dialects/aws/references.ts';
import { record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import { carries } from '../../../dialects/kubernetes/labels.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Json } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import { shortName } from '../names.ts';
import { bindingFor, bindingParts, namedBy, type Piece, type PieceType, type Stack } from '../stack.ts';
import { stackTags, tagPrefixOf } from '../tags.ts';

/** Names that resources of other stacks of the cluster already have, by type. */
export type Taken = Map<string, Set<string>>;

/** What the pieces of one stack are called as resources. */
export interface Names {
  of(piece: Piece): string;
  /** The name at AWS, as far as the inputs settle it. */
  atAws(piece: Piece): string | undefined;
  /** What the name at AWS looks like where its hash is not known: `k8s-shop-web-<hash>`. */
  form(piece: Piece): string;
  /** What a value of a spec stands for: the reference to the resource that a token names, or the text itself. */
  refer(value: Json | undefined): string | undefined;
  named(value: Json | undefined): Piece | undefined;
}

/** Terraform's type of what a token can name. */
const types: Partial<Readonly<Record<PieceType, string>>> = {
  'AWS::ACM::Certificate': 'aws_acm_certificate',
  'AWS::EC2::SecurityGroup': 'aws_security_group',
  'AWS::ElasticLoadBalancingV2::Listener': 'aws_lb_listener',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'aws_lb',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'aws_lb_target_group',
};

/** Gives every piece of a stack a name that no other resource of the cluster has. */
export function namesOf(estate: Estate, { flags, scope, aws }: ControllerFacts, stack: Stack, taken: Taken): Names {
  const { id, pieces } = stack;
  const byToken = new Map(pieces.map((piece) => [`${piece.type}/${piece.id}`, piece]));
  const named = (value: Json | undefined): Piece | undefined => {
    const token = namedBy(text(record(value)['$ref']) ?? '');
    return token === undefined ? undefined : byToken.get(`${token.type}/${token.id}`);
  };
  const free = (type: string, wanted: string, next: readonly string[] = []): string => {
    const used = taken.get(type) ?? new Set<string>();
    taken.set(type, used);
    const found = [wanted, ...next].find((name) => !used.has(name)) ?? numbered(wanted, used);
    used.add(found);
    return found;
  };
  const known = new Map<Piece, string>();
  const settled = new Map<Piece, string>();
  const call = (piece: Piece, type: string, wanted: string, next?: readonly string[]): void => void known.set(piece, free(type, wanted, next));
  const readable = `k8s-${id.replaceAll('/', '-')}`;
  for (const piece of pieces) {
    const { type, spec, place } = piece;
    if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer') {
      const written = text(spec['name']);
      const there = flags.clusterName === undefined ? undefined : aws.loadBalancers?.find(({ tags, type: kind }) => kind === spec['type'] && carries(tags, stackTags(tagPrefixOf(stack), flags.clusterName, id)));
      call(piece, 'aws_lb', there?.name ?? written ?? (spec['type'] === 'network' && pieces.some((each) => each.spec['type'] === 'application') ? `${readable}-nlb` : readable));
      // What is there keeps its name, whatever is asked for; another scheme is another load balancer (pkg/deploy/elbv2).
      if (there !== undefined && there.scheme === (spec['scheme'] ?? 'internal')) settled.set(piece, there.name);
      else if (written !== undefined && (piece.places.some(([part]) => part[0] === 'name') || (flags.clusterName !== undefined && isWhole(piece, written)))) settled.set(piece, written);
    } else if (type === 'AWS::ElasticLoadBalancingV2::TargetGroup') {
      const binding = bindingFor(stack, piece.id);
      const wanted = text(spec['name']) ?? (binding === undefined ? undefined : bindingParts(binding).name) ?? `${readable}-${whole(spec['port']) ?? piece.id}`;
      call(piece, 'aws_lb_target_group', wanted, [`${wanted}-${place[0].namespace ?? ''}-${place[0].name}`]);
      if (text(spec['name']) !== undefined && flags.clusterName !== undefined && hasUid(estate, scope, binding) && isWhole(piece, wanted)) settled.set(piece, wanted);
    } else if (type === 'AWS::EC2::SecurityGroup') {
      call(piece, 'aws_security_group', text(spec['groupName']) ?? readable);
      const written = text(spec['groupName']);
      if (written !== undefined && flags.clusterName !== undefined && isWhole(piece, written)) settled.set(piece, written);
    } else if (type === 'AWS::ACM::Certificate') {
      call(piece, 'aws_acm_certificate', `${id}-${piece.id}`.replaceAll('/', '-'));
    }
  }
  for (const piece of pieces.filter(({ type }) => type === 'AWS::ElasticLoadBalancingV2::Listener')) {
    const balancer = named(piece.spec['loadBalancerARN']);
    const base = balancer === undefined ? id.replaceAll('/', '-') : known.get(balancer)!;
    call(piece, 'aws_lb_listener', `${base}-${whole(piece.spec['port']) ?? piece.id}`);
  }
  for (const piece of pieces.filter(({ type }) => type === 'AWS::ElasticLoadBalancingV2::ListenerRule')) {
    const listener = named(piece.spec['listenerARN']);
    call(piece, 'aws_lb_listener_rule', `${listener === undefined ? id.replaceAll('/', '-') : known.get(listener)!}-${whole(piece.spec['priority']) ?? piece.id}`);
  }
  return {
    of: (piece) => known.get(piece) ?? piece.id,
    atAws: (piece) => settled.get(piece),
    form: (piece) => formOf(id, bindingFor(stack, piece.id), piece),
    named,
    refer: (value) => {
      const piece = named(value);
      const type = piece === undefined ? undefined : types[piece.type];
      if (piece === undefined || type === undefined) return text(value);
      return type === 'aws_security_group' ? idOf(type, known.get(piece)!) : arnOf(type, known.get(piece)!);
    },
  };
}

function formOf(id: string, binding: Piece | undefined, { type }: Piece): string {
  const { namespace, service } = type === 'AWS::ElasticLoadBalancingV2::TargetGroup' && binding !== undefined ? bindingParts(binding) : {};
  if (service !== undefined) return shortName({ namespace: namespace ?? '', name: service }, '<hash>');
  const [first, second] = id.split('/') as [string, string?];
  return shortName(second === undefined ? { name: first } : { namespace: first, name: second }, '<hash>');
}

/** What is made for a Service has a name with a hash, but for one that an annotation says; without it, parts of the hash are not known yet. */
function isWhole({ place }: Piece, name: string): boolean {
  return place[0].type !== 'Service' || /-[0-9a-f]{10}$/.test(name);
}

/** Readable stand-ins for names that are not known could meet: `a-b/c` and `a/b-c`. */
function numbered(wanted: string, used: ReadonlySet<string>): string {
  let found = wanted;
  for (let count = 2; used.has(found); count++) found = `${wanted}-${count}`;
  return found;
}

/** The UID of the Service is part of the hash in the group's name; a file from before its creation has none. */
function hasUid(estate: Estate, scope: string, binding: Piece | undefined): boolean {
  if (binding === undefined) return true;
  const { namespace, service } = bindingParts(binding);
  if (service === undefined || namespace === undefined) return false;
  const found = estate.find({ scope, type: 'Service', namespace, name: service });
  return text(record(found?.body['metadata'])['uid']) !== undefined;
}

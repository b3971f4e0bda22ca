import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import { forwardWeight } from '../../../facts/elb-quotas.ts';
import type { JsonObject, Path } from '../../../resource/resource.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { namedBy, placeOf, type Piece } from '../stack.ts';

/** What is odd about actions that forward to several target groups by weight. */
export function remarkForwards(drafting: Drafting, pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    const field = piece.type === 'AWS::ElasticLoadBalancingV2::Listener' ? 'defaultActions' : 'actions';
    list(piece.spec[field]).map(record).forEach((action, index) => {
      const path: Path = [field, index];
      const forward = record(action['forwardConfig']);
      const tuples = list(forward['targetGroups']).map(record);
      if (tuples.length > 1) remarkForward(drafting, forward, tuples, placeOf(piece, path), pieces);
    });
  }
}

function remarkForward(drafting: Drafting, forward: JsonObject, tuples: readonly JsonObject[], at: Place, pieces: readonly Piece[]): void {
  const weights = tuples.map((tuple) => whole(tuple['weight']) ?? 1);
  const { from, to } = forwardWeight;
  const wrong = weights.find((weight) => weight < from || weight > to);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (wrong !== undefined) drafting.remark({ name: 'forward-refused-by-aws', severity: 'error', at, message: `AWS refuses this rule, and the controller stops there: weight ${wrong} is not between ${from} and ${to}` });
  else if (sum === 0) drafting.remark({ name: 'weights-do-not-add-up', severity: 'warning', at, message: 'no target group gets a share: every weight is 0, and AWS does not say what it answers then' });
  else if (sum !== 100 && sum > 50 && sum < 200 && weights.every((weight) => weight <= 100)) {
    const shares = weights.map((weight) => `${Math.round((weight / sum) * 1000) / 10} %`).join(' and ');
    drafting.remark({ name: 'weights-do-not-add-up', severity: 'note', at, message: `the weights ${weights.join(' and ')} add up to ${sum}; they are shares of their sum, not percent: ${shares} of the requests` });
  }
  const sticky = tuples.map((tuple) => stickyGroup(tuple, pieces)).find((piece) => piece !== undefined);
  const grouped = record(forward['targetGroupStickinessConfig'])['enabled'] === true;
  if (sticky !== undefined && !grouped) drafting.remark({ name: 'weighted-forward-without-group-stickiness', severity: 'error', at, message: `AWS refuses this rule, and the controller stops there: of its ${tuples.length} target groups ${sticky.id} is sticky (stickiness.enabled=true), which needs targetGroupStickinessConfig with enabled: true in the action` });
}

/** The target group, if clients stick to its targets. */
function stickyGroup(tuple: JsonObject, pieces: readonly Piece[]): Piece | undefined {
  const token = text(record(tuple['targetGroupARN'])['$ref']);
  const group = token === undefined ? undefined : namedBy(token);
  const piece = pieces.find((each) => group !== undefined && each.type === group.type && each.id === group.id);
  const attributes = list(piece?.spec['targetGroupAttributes']).map(record);
  return attributes.some(({ key, value }) => key === 'stickiness.enabled' && value === 'true') ? piece : undefined;
}

import type { ActionView, BalancerView, ConditionView, Overview, RuleView, TargetGroupView } from '../controllers/load-balancer-controller/overview/overview.ts';

/** `host a.example.org, path /api or /api/*`. */
export function conditionsText(conditions: readonly ConditionView[]): string {
  return conditions.length === 0 ? 'every request' : conditions.map(conditionText).join(', ');
}

function conditionText({ on, values, regular }: ConditionView): string {
  return `${on} ${regular ? 'like the regular expression ' : ''}${values.join(' or ')}`;
}

/** What happens to a request: logins and token checks first, then where it goes. */
export function actionsText(actions: readonly ActionView[]): string {
  return actions.map(actionText).join(', then ');
}

function actionText(action: ActionView): string {
  switch (action.type) {
    case 'forward': {
      const groups = action.groups.map(({ name, weight, service }) => `${service === undefined ? name : `Service ${service}`}${weight === undefined || action.groups.length < 2 ? '' : ` (weight ${weight})`}`);
      return `${groups.join(' or ')}${action.sticky === undefined ? '' : `, the same one for ${secondsText(action.sticky)}`}`;
    }
    case 'redirect':
      return `redirect ${action.status} to ${action.location}`;
    case 'fixed-response':
      return `answer ${action.status}${action.body === undefined ? '' : ` "${action.body}"`}${action.missing === undefined ? '' : `, because ${action.missing} does not exist`}`;
    case 'authenticate':
      return `login with ${action.with}${action.otherwise === 'authenticate' ? '' : `, ${action.otherwise} without`}`;
    case 'jwt-validation':
      return `token of ${action.issuer}`;
    case 'other':
      return action.name;
    default:
      return action;
  }
}

/** What is rewritten on the way; undefined if nothing is. */
export function transformsText(transforms: RuleView['transforms']): string | undefined {
  return transforms.length === 0 ? undefined : transforms.map(({ of, regex, replace }) => `${of} ${regex} becomes ${replace}`).join(', ');
}

/** `Application Load Balancer k8s-edge, internal`. */
export function balancerText({ type, name, scheme, addressType }: BalancerView): string {
  const kind = type === 'network' ? 'Network Load Balancer' : type === 'application' ? 'Application Load Balancer' : `load balancer of type ${type}`;
  return `${kind} ${name.value}, ${scheme.value}${addressType.value === 'ipv4' ? '' : `, ${addressType.value}`}`;
}

/** `HTTPS to instances on node port 31390`. */
export function groupText({ protocol, protocolVersion, targetType, port, addressType }: TargetGroupView): string {
  const version = protocolVersion === undefined || protocolVersion === 'HTTP1' ? '' : ` (${protocolVersion})`;
  const where = targetType === 'instance' ? `nodes, ${port === 0 ? 'a node port that the cluster picks' : `node port ${port}`}` : targetType === 'ip' ? `pods, ${port === 1 ? 'each its own port' : `port ${port}`}` : targetType === 'alb' ? `the Application Load Balancer, port ${port}` : `${targetType}, port ${port}`;
  return `${protocol}${version} to ${where}${addressType === undefined || addressType === 'ipv4' ? '' : ` (${addressType})`}`;
}

/** `HTTP /healthz/ready on port 31127 every 15 s, good: 200; healthy after 2, unhealthy after 2, waits 5 s`. */
export function checkText({ protocol, port, path, matcher, interval, timeout, healthy, unhealthy }: NonNullable<TargetGroupView['healthCheck']>['value']): string {
  return `${protocol}${path === undefined ? '' : ` ${path}`} on ${port === 'traffic-port' ? 'the traffic port' : /^\d+$/.test(port) ? `port ${port}` : port} every ${interval} s${matcher === undefined ? '' : `, good: ${matcher}`}; healthy after ${healthy}, unhealthy after ${unhealthy}, waits ${timeout} s`;
}

/** What a plan is of. */
export function titleText({ kind, id, members }: Overview): string {
  if (kind === 'service') return `Service ${id}`;
  const [only] = members;
  return members.length === 1 && only !== undefined && id === `${only.namespace}/${only.name}` ? `${only.type} ${id}` : `group ${id} of ${members.length} ${members.length === 1 ? 'Ingress' : 'Ingresses'}`;
}

function secondsText(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds} s`;
}

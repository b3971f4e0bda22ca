import { forwardTo, writtenAction } from '../../../src/controllers/load-balancer-controller/ingress/actions.ts';
import { authenticationAction, authenticationOf, tokenRulesOf, type Authentication } from '../../../src/controllers/load-balancer-controller/ingress/auth.ts';
import { backendOf, type Backend } from '../../../src/controllers/load-balancer-controller/ingress/backends.ts';
import { writtenConditions } from '../../../src/controllers/load-balancer-controller/ingress/conditions.ts';
import { defaultActionsOf } from '../../../src/controllers/load-balancer-controller/ingress/default-actions.ts';
import { rulesOf } from '../../../src/controllers/load-balancer-controller/ingress/rules.ts';
import { writtenTransforms } from '../../../src/controllers/load-balancer-controller/ingress/transforms.ts';
import type { Annotations } from '../../../src/controllers/load-balancer-controller/annotations.ts';
import type { ControllerFacts } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { Refusal } from '../../../src/controllers/load-balancer-controller/place.ts';
import type { Resource } from '../../../src/resource/resource.ts';
import type { Case, Data } from '../suite.ts';
import { factsWith, part, parts, string } from './answers.ts';
import type { Area, Asked, Unit } from './areas.ts';
import { annotated, data, firstText, groupDrafting, memberOf, objectOf } from './objects.ts';

/** Upstream's tests of what a backend of an Ingress asks for. */
export const backendUnits: Area = {
  Build: { answer: built },
  buildConditions: written('conditions', writtenConditions),
  buildActionViaAnnotation: written('actions', writtenAction),
  buildTransforms: written('transforms', writtenTransforms),
  buildActionViaServiceAndServicePort: {
    answer: ({ input }) => {
      const { svcName, svcPort } = part(input['args']);
      return { want: data(forwardTo(string(svcName), typeof svcPort === 'number' ? svcPort : string(svcPort))) };
    },
  },
  buildAuthConfig: { answer: authOfBackend },
  build503ResponseAction: {
    answer: () => {
      const member = memberOf(annotated({}));
      const backend = backendOf(groupDrafting([], [member]), member, { service: { name: 'svc', port: { number: 80 } } }, [], () => {});
      return { want: data(backend?.action) };
    },
  },
};

/** Upstream's tests of the actions that a rule gets. */
export const actionUnits: Area = {
  buildAuthenticateOIDCAction: {
    answer: ({ input }) => {
      const { authCfg, namespace } = part(input['args']);
      const member = memberOf(annotated({}));
      const drafting = groupDrafting(parts(part(input['env'])['secrets']).map((secret) => objectOf(secret)), [member]);
      const { idpConfigOIDC, ...rest } = part(authCfg);
      const auth = { ...rest, type: 'oidc', place: member.annotations.place('auth-type'), ...(idpConfigOIDC === null ? {} : { idpConfigOIDC: part(idpConfigOIDC) }) } as unknown as Authentication;
      const action = authenticationAction(drafting, string(namespace), auth, drafting.refuse);
      return { want: drafting.refusals.length > 0 ? {} : data(action), wantErr: firstText(drafting.refusals) };
    },
  },
  buildJwtValidationAction: {
    answer: ({ input }) => {
      const { jwtValidationConfig } = part(input['args']);
      const member = memberOf(annotated(jwtValidationConfig === null ? {} : { 'alb.ingress.kubernetes.io/jwt-validation': JSON.stringify(jwtValidationConfig) }));
      const refusals: Refusal[] = [];
      return { want: data(tokenRulesOf(() => member.annotations, (refusal) => refusals.push(refusal))), wantErr: firstText(refusals) };
    },
  },
  buildSSLRedirectAction: {
    answer: ({ input }) => {
      const member = memberOf(annotated({}));
      const place = [member.resource, []] as const;
      const { sslPort } = part(part(input['args'])['sslRedirectConfig']);
      const { actions } = defaultActionsOf(groupDrafting([], [member]), { port: 80, protocol: 'HTTP', members: [member], place }, { port: Number(sslPort), statusCode: 'HTTP_301', place });
      return { want: data(actions[0]) };
    },
  },
  buildForwardActionWithTargetGroupName: {
    // What the controller remembers between two questions to AWS is its own affair.
    expected: (expected) => ({ want: part(expected)['want'] ?? null, wantErr: part(expected)['wantErr'] ?? null }),
    answer: ({ input, env }) => {
      const { forwardActionConfig, cache } = part(input['args']);
      const ingress = objectOf({
        kind: 'Ingress',
        metadata: { namespace: 'ns', name: 'ing', annotations: { 'alb.ingress.kubernetes.io/actions.named': JSON.stringify({ type: env['Type'] ?? null, forwardConfig: forwardActionConfig ?? null }) } },
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'named', port: { name: 'use-annotation' } } } }] } }] },
      });
      const member = memberOf(ingress);
      const targetGroups = Object.entries(part(cache)).map(([name, arn]) => ({ name, arn: string(arn), targetType: 'ip', protocol: 'HTTP', tags: {} }));
      const drafting = groupDrafting([ingress], [member], { ...factsWith('cluster'), aws: { targetGroups } });
      const rules = rulesOf(drafting, { port: 80, protocol: 'HTTP', members: [member], place: [ingress, []] }, undefined);
      return { want: data(rules[0]?.actions[0]), wantErr: firstText(drafting.refusals) };
    },
  },
};

/** Upstream's tests of what annotations say about authentication. */
export const authUnits: Area = {
  Build: {
    expected: (expected) => ({ want: present(part(part(expected)['want'])), wantErr: part(expected)['wantErr'] ?? null }),
    answer: ({ input }) => {
      const refusals: Refusal[] = [];
      const { annotations } = memberOf(annotated(part(input['args'])['svcAndIngAnnotations']));
      const found = authenticationOf(() => annotations, (refusal) => refusals.push(refusal));
      return { want: found === undefined ? {} : authConfig(found), wantErr: firstText(refusals) };
    },
  },
};

function built({ input }: Asked): Data {
  const { ing, backend } = part(input['args']);
  const ingress = objectOf(ing);
  const services = parts(part(input['env'])['svcs']).map((service) => objectOf(service));
  const { backend: found, says } = asked(ingress, services, backend, tolerating(part(input['fields'])));
  if (found === undefined) return { want: {}, wantBackendServices: null, wantErr: says };
  const want = {
    ...(found.conditions.length === 0 ? {} : { conditions: data(found.conditions) }),
    ...(found.transforms.length === 0 ? {} : { transforms: data(found.transforms) }),
    action: data(found.action),
    authConfig: authConfig(found.authentication),
    ...(found.tokenRules === undefined ? {} : { jwtValidationConfig: data(found.tokenRules) }),
  };
  return { want, wantBackendServices: Object.fromEntries([...found.services.values()].map((service) => [`${service.namespace ?? ''}/${service.name}`, service.body as Data])), wantErr: says };
}

function authOfBackend({ input }: Asked): Data {
  const { action, namespace, ingAnnotation, backendServices } = part(input['args']);
  const tuple = parts(part(part(action)['forwardConfig'])['targetGroups'])[0];
  const services = Object.entries(part(backendServices)).map(([key, service]) => ({ ...objectOf(service, 'Service', key.slice(key.indexOf('/') + 1)), namespace: string(namespace) }));
  const ingress = annotated({ ...part(ingAnnotation), 'alb.ingress.kubernetes.io/actions.asked': JSON.stringify(action) }, string(namespace));
  const backend = tuple === undefined ? { service: { name: 'asked', port: { name: 'use-annotation' } } } : { service: { name: tuple['serviceName'] ?? '', port: { number: tuple['servicePort'] ?? 0 } } };
  const { backend: found, says } = asked(ingress, services, backend, factsWith('cluster'));
  return { want: found === undefined ? {} : authConfig(found.authentication), wantErr: says };
}

function asked(ingress: Resource, services: readonly Resource[], backend: Data | undefined, facts: ControllerFacts): { readonly backend: Backend | undefined; readonly says: string | null } {
  const member = memberOf(ingress);
  const drafting = groupDrafting([...services], [member], facts);
  return { backend: backendOf(drafting, member, backend ?? null, ['spec'], drafting.refuse), says: firstText(drafting.refusals) };
}

function tolerating({ tolerateNonExistentBackendService, tolerateNonExistentBackendAction }: { readonly [key: string]: Data }): ControllerFacts {
  const facts = factsWith('cluster');
  return { ...facts, flags: { ...facts.flags, tolerateNonExistentBackendService: tolerateNonExistentBackendService === true, tolerateNonExistentBackendAction: tolerateNonExistentBackendAction === true } };
}

function written(kind: string, read: (annotations: Annotations, name: string, refuse: (refusal: Refusal) => void) => unknown): Unit {
  return {
    answer: ({ input }) => {
      const { ingAnnotation, svcName } = part(input['args']);
      const refusals: Refusal[] = [];
      const found = read(memberOf(annotated(ingAnnotation)).annotations, `${kind}.${string(svcName)}`, (refusal) => refusals.push(refusal));
      return { want: data(found), wantErr: firstText(refusals) };
    },
  };
}

/** Members that stand there; null is what Go has for those that do not. */
function present(members: Case): Data {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** What is known of authentication, without the place where it is written. */
function authConfig({ place: _place, ...config }: Authentication): Data {
  return data(config);
}

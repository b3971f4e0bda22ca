/**
 * Makes src/facts/kubernetes-schema.ts of the published models' type declarations and of aws.mjs. README.md beside this
 * file says how to run it, and what the letters mean.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { awsKinds } from './aws.mjs';

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node make.mjs OUT.ts');

/** Kinds by package and folder. Istio's numbers may be fractions; all others are whole. */
const wanted = {
  'kubernetes-models': {
    v1: 'Service Pod Namespace ConfigMap Endpoints ServiceAccount PersistentVolumeClaim PersistentVolume ReplicationController LimitRange ResourceQuota PodTemplate',
    'apps/v1': 'Deployment ReplicaSet StatefulSet DaemonSet',
    'batch/v1': 'Job CronJob',
    'discovery.k8s.io/v1': 'EndpointSlice',
    'networking.k8s.io/v1': 'Ingress IngressClass NetworkPolicy',
    'autoscaling/v1': 'HorizontalPodAutoscaler',
    'autoscaling/v2': 'HorizontalPodAutoscaler',
    'policy/v1': 'PodDisruptionBudget',
    'rbac.authorization.k8s.io/v1': 'Role RoleBinding ClusterRole ClusterRoleBinding',
    'scheduling.k8s.io/v1': 'PriorityClass',
    'storage.k8s.io/v1': 'StorageClass',
    'admissionregistration.k8s.io/v1': 'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  },
  '@kubernetes-models/istio': {
    'networking.istio.io/v1': 'DestinationRule Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup',
    'networking.istio.io/v1beta1': 'DestinationRule Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup',
    'networking.istio.io/v1alpha3': 'DestinationRule EnvoyFilter Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup',
    'security.istio.io/v1': 'AuthorizationPolicy PeerAuthentication RequestAuthentication',
    'security.istio.io/v1beta1': 'AuthorizationPolicy PeerAuthentication RequestAuthentication',
    'telemetry.istio.io/v1': 'Telemetry',
    'telemetry.istio.io/v1alpha1': 'Telemetry',
    'extensions.istio.io/v1alpha1': 'WasmPlugin',
  },
  '@kubernetes-models/gateway-api': {
    'gateway.networking.k8s.io/v1': 'BackendTLSPolicy GRPCRoute Gateway GatewayClass HTTPRoute ListenerSet ReferenceGrant TLSRoute',
    'gateway.networking.k8s.io/v1beta1': 'Gateway GatewayClass HTTPRoute ReferenceGrant',
    'gateway.networking.k8s.io/v1alpha2': 'GRPCRoute ReferenceGrant TCPRoute TLSRoute UDPRoute',
    'gateway.networking.k8s.io/v1alpha3': 'BackendTLSPolicy TLSRoute',
  },
};

const require = createRequire(import.meta.url);
const entries = Object.entries(wanted).flatMap(([name, folders]) => {
  const root = packageRoot(name);
  return Object.entries(folders).flatMap(([folder, kinds]) => kinds.split(' ').map((kind) => ({ name, folder, kind, file: join(root, folder, `${kind}.d.ts`) })));
});

const program = ts.createProgram({
  rootNames: entries.map(({ file }) => file),
  options: { strict: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, noEmit: true },
});
const checker = program.getTypeChecker();

/** Definitions by their own JSON, so that equal ones are one. */
const definitions = [];
const byText = new Map();
/** Types that are being written: one that contains itself is not followed further. */
const opening = new Set();

const kinds = {};
for (const { name, folder, kind } of entries) {
  const type = checker.getDeclaredTypeOfSymbol(kindSymbol(`${folder}/${kind}`));
  const number = name.endsWith('/istio') ? 'n' : 'i';
  kinds[`${folder}/${kind}`] = reference(type, number, true);
}

const metadata = written(checker.getTypeOfPropertyOfType(checker.getDeclaredTypeOfSymbol(kindSymbol('v1/Service')), 'metadata'), 'i');
for (const [name, spec] of Object.entries(awsKinds)) {
  kinds[name] = entered({ apiVersion: 's', kind: 's', metadata, spec: byHand(spec), status: '*' });
}

const versions = Object.keys(wanted).map((name) => `${name} ${JSON.parse(readFileSync(join(packageRoot(name), 'package.json'), 'utf8')).version}`);
const lines = definitions.map((definition) => JSON.stringify(definition));
const data = `{"kinds":${JSON.stringify(kinds).replaceAll(',"', ',\n"')},\n"definitions":[\n${lines.join(',\n')}\n]}`;
if (/[`\\]|\$\{/.test(data)) throw new Error('The data cannot stand in a template literal.');
writeFileSync(
  out,
  `/**
 * Fields of Kubernetes objects as JSON, made by scripts/schema (its README.md has the letters) of ${versions.join(', ')}
 * (MIT licence, Copyright Tommy Chen), and of the CRDs of the AWS Load Balancer Controller.
 */
export const kubernetesSchema = \`${data}\`;
`,
);
console.log(`${Object.keys(kinds).length} kinds, ${definitions.length} definitions, ${data.length} bytes`);

function kindSymbol(path) {
  const entry = entries.find(({ folder, kind }) => `${folder}/${kind}` === path);
  const source = program.getSourceFile(entry.file);
  return checker.getExportsOfModule(checker.getSymbolAtLocation(source)).find(({ name }) => name === `I${entry.kind}`);
}

/** A type of aws.mjs in one string. */
function byHand(type) {
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type[0] + byHand(type[1]);
  return String(entered(Object.fromEntries(Object.entries(type).map(([name, value]) => [name, byHand(value)]))));
}

function entered(fields) {
  const text = JSON.stringify(fields);
  const same = byText.get(text);
  if (same !== undefined) return same;
  definitions.push(fields);
  byText.set(text, definitions.length - 1);
  return definitions.length - 1;
}

/** Fields that Istio has and the models do not yet (AuthorizationPolicy, Source: trustDomains, istio/api of July 2026). */
function withNewer(fields) {
  if (!('requestPrincipals' in fields && 'ipBlocks' in fields)) return fields;
  const known = { ...fields, notTrustDomains: '[s', trustDomains: '[s' };
  return Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The index of an object type's definition. */
function reference(type, number, isKind = false) {
  const fields = {};
  for (const property of checker.getPropertiesOfType(type)) {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const value = checker.getTypeOfSymbol(property);
    const isShared = isKind && (property.name === 'apiVersion' || property.name === 'kind');
    const skipped = property.name === 'managedFields' || (isKind && property.name === 'status');
    fields[optional || isShared ? property.name : `${property.name}!`] = isShared ? 's' : skipped ? '*' : written(value, number);
  }
  return entered(withNewer(fields));
}

/** A type in one string. */
function written(given, number) {
  const type = baseOf(checker.getNonNullableType(given));
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return '*';
  if (type.flags & ts.TypeFlags.String) return 's';
  if (type.flags & ts.TypeFlags.Number) return number;
  if (type.flags & ts.TypeFlags.StringLiteral) return `=${type.value}`;
  if (type.flags & (ts.TypeFlags.Boolean | ts.TypeFlags.BooleanLiteral)) return 'b';
  if (type.isUnion()) return union(type, number);
  if (checker.isArrayType(type)) return `[${written(checker.getTypeArguments(type)[0], number)}`;
  const index = type.getStringIndexType();
  const properties = checker.getPropertiesOfType(type);
  if (index !== undefined && properties.length === 0) return `{${written(index, number)}`;
  if (properties.length === 0) return '*';
  if (opening.has(type)) return '*';
  opening.add(type);
  const found = String(reference(type, number));
  opening.delete(type);
  return found;
}

/** Of `fields & (one of several sets of required fields)`, the fields: which goes with which is not kept. */
function baseOf(type) {
  if (type.isUnion() && type.types.every((member) => member.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) && type.types.some((member) => member.isIntersection())) {
    return baseOf(type.types.find((member) => member.isIntersection()));
  }
  return type.isIntersection() ? type.types[0] : type;
}

function union(type, number) {
  const members = type.types;
  if (members.every((member) => member.flags & ts.TypeFlags.NumberLiteral)) return number;
  if (members.every((member) => member.flags & ts.TypeFlags.StringLiteral)) return `=${members.map(({ value }) => value).sort().join('|')}`;
  if (members.every((member) => member.flags & ts.TypeFlags.BooleanLike)) return 'b';
  const strings = members.filter((member) => member.flags & ts.TypeFlags.StringLike);
  const numbers = members.filter((member) => member.flags & ts.TypeFlags.NumberLike);
  if (strings.length > 0 && strings.length + numbers.length === members.length) return numbers.length === 0 ? 's' : 'p';
  return '*';
}

function packageRoot(name) {
  return dirname(require.resolve(`${name}/package.json`));
}

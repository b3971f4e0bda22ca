import { endpointsOf } from '../dialects/kubernetes/endpoints.ts';
import { podsOf } from '../dialects/kubernetes/pods.ts';
import { servicesOf } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';

/** The user's own programs, by the workload and pod port they stand behind. */
export interface Apps {
  readonly of: (workload: string, port: number | undefined) => URL | undefined;
  readonly count: number;
  /** Sentences to say before anything starts. */
  readonly warnings: readonly string[];
}

interface App {
  readonly name: string;
  readonly servicePort: number | undefined;
  readonly url: URL;
}

/** Reads `[NAMESPACE/]NAME[:SERVICE-PORT]=URL`; NAME is a Service, a workload or a pod. The text says what is wrong. */
export function appsOf(written: readonly string[], estate: () => Estate): Apps | { readonly wrong: string } {
  const apps: App[] = [];
  for (const text of written) {
    const app = appOf(text);
    if ('wrong' in app) return app;
    if (!known(app, estate())) return { wrong: `--app ${text}: no Service, workload or pod is called ${app.name}${listed(estate())}` };
    apps.push(app);
  }
  const away = apps.filter(({ url }) => !/^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname));
  return {
    count: apps.length,
    of: (workload, port) => apps.find((app) => answers(app, estate(), workload, port))?.url,
    warnings: away.map(({ name, url }) => `requests to ${name} leave this machine: --app sends them to ${url.host}`),
  };
}

function appOf(text: string): App | { readonly wrong: string } {
  const [, name = '', port, address = ''] = /^([^=:]+)(?::(\d{1,5}))?=(.*)$/s.exec(text) ?? [];
  if (name === '') return { wrong: `--app ${text}: write SERVICE=URL, such as xnat-web=http://127.0.0.1:8080` };
  if (!URL.canParse(address)) return { wrong: `--app ${text}: "${address}" is not a URL` };
  const url = new URL(address);
  if (!['http:', 'https:', 'h2c:', 'tcp:'].includes(url.protocol)) return { wrong: `--app ${text}: use http, https, tcp, or h2c for a program that speaks HTTP/2 without TLS, as gRPC does` };
  if (!url.protocol.startsWith('http') && url.port === '') return { wrong: `--app ${text}: write ${url.protocol}//HOST:PORT` };
  return { name, servicePort: port === undefined ? undefined : Number(port), url };
}

function known({ name }: App, estate: Estate): boolean {
  return servicesOf(estate).some((service) => names(name, service)) || podsOf(estate).some((pod) => names(name, pod) || pod.owner?.name === name);
}

function listed(estate: Estate): string {
  const names = servicesOf(estate).map((service) => `${service.namespace}/${service.name}`);
  return names.length === 0 ? '' : `; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 5).join(', ')}`;
}

function names(written: string, { namespace, name }: { readonly namespace: string; readonly name: string }): boolean {
  return written === name || written === `${namespace}/${name}`;
}

/** Whether the app stands behind this pod's port: through a Service that leads there, or as the workload itself. */
function answers(app: App, estate: Estate, workload: string, port: number | undefined): boolean {
  const pod = podsOf(estate).find(({ namespace, name }) => `${namespace}/${name}` === workload);
  if (pod === undefined) return false;
  if (app.servicePort === undefined && (names(app.name, pod) || pod.owner?.name === app.name || `${pod.namespace}/${pod.owner?.name ?? ''}` === app.name)) return true;
  return servicesOf(estate).some(
    (service) =>
      names(app.name, service) &&
      service.ports.some((each) => (app.servicePort === undefined || each.port === app.servicePort) && endpointsOf(estate, service, each).some((endpoint) => endpoint.pod === workload && (port === undefined || endpoint.port === port))),
  );
}

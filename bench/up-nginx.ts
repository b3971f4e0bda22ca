import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An nginx that does what the rehearsal does: TLS ends, mTLS to a second hop that asks who it is, plain to a third. */
export interface Nginx {
  readonly served: { readonly address: string; readonly port: number; readonly certificate: string };
  readonly version: string;
  /** Microseconds of CPU that the worker has used. */
  readonly cpu: () => number;
  readonly stop: () => void;
}

/** Starts it on ports 18443 to 18445 of 127.0.0.1, without root; certificates are made by openssl. */
export async function startNginx(): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-nginx-'));
  const certificate = certificates(folder);
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder));
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  await new Promise((resume) => setTimeout(resume, 500));
  const version = spawnSync('nginx', ['-v']).stderr.toString().trim();
  const worker = readFileSync(`/proc/${nginx.pid}/task/${nginx.pid}/children`, 'utf8').trim().split(' ')[0] ?? '';
  return {
    served: { address: '127.0.0.1', port: 18443, certificate },
    version,
    cpu: () => {
      const fields = readFileSync(`/proc/${worker}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
      // Clock ticks of a hundredth of a second (proc(5), utime and stime).
      return (Number(fields[11]) + Number(fields[12])) * 10_000;
    },
    stop: () => {
      nginx.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function certificates(folder: string): string {
  const openssl = (...given: string[]): void => void spawnSync('openssl', given, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=bench');
  openssl('req', ...key, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=bench leaf');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:xnat.example.org');
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'leaf.pem', '-days', '2', '-extfile', 'names');
  return readFileSync(join(folder, 'ca.pem'), 'utf8');
}

function configuration(folder: string): string {
  const tls = `ssl_certificate leaf.pem; ssl_certificate_key leaf.key;`;
  const kept = `proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;`;
  const body = JSON.stringify({ workload: 'xnat/web-0', method: 'GET', path: '/data/projects' }).padEnd(420);
  return `
daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http {
  access_log off; keepalive_requests 1000000;
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c; uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  upstream second { server 127.0.0.1:18444; keepalive 64; }
  upstream third { server 127.0.0.1:18445; keepalive 64; }
  server {
    listen 127.0.0.1:18443 ssl; ${tls}
    location / {
      proxy_pass https://second; ${kept} proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_ssl_certificate leaf.pem; proxy_ssl_certificate_key leaf.key; proxy_ssl_trusted_certificate ca.pem; proxy_ssl_verify on; proxy_ssl_name xnat.example.org; proxy_ssl_server_name on;
    }
  }
  server {
    listen 127.0.0.1:18444 ssl; ${tls} ssl_client_certificate ca.pem; ssl_verify_client on;
    location / { if ($request_method !~ ^(GET|HEAD)$) { return 403; } proxy_pass http://third; ${kept} }
  }
  server { listen 127.0.0.1:18445; location / { default_type application/json; return 200 '${body}'; } }
}
`;
}
